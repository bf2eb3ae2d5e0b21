package io.taffrail.broker.partition;

import io.taffrail.broker.partition.Role.Follower;
import io.taffrail.broker.partition.Role.Leader;
import io.taffrail.broker.partition.Role.Offline;
import io.taffrail.broker.partition.Role.Unopened;
import io.taffrail.broker.replication.LeaderState;
import io.taffrail.broker.replication.LeaderState.FollowerLag;
import io.taffrail.broker.storage.ActiveProducer;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition on this broker: its log, its role, and those who wait for it. Everything happens on
 * its loop; others post work to it and read {@link #view}.
 *
 * <p>The log is opened when somebody first needs it. Appends that arrive in one turn of the loop
 * are written with one write and synced with one sync, and so the busier a partition is, the less
 * an append costs.
 */
public final class Partition {

    private static final Logger LOG = LoggerFactory.getLogger(Partition.class);

    private final PartitionId id;
    private final PartitionPorts ports;
    private final Loop loop;
    private final LogOpening opening;
    private final PublishedView published = new PublishedView();
    private final TopicTraffic traffic;
    private final LeaderAppends appends;
    private final FollowerAppends following;
    private final IsrNegotiation isr;
    private final LeaderDoubt doubt;
    private final LogFlush flush;
    private final Mending mending;
    private final Joined<PartitionView> viewing = new Joined<>();

    // Owned by the loop.
    private PartitionImage assigned;
    private LogConfig config;
    private int minInSyncReplicas;
    private Role role = new Unopened();
    private @Nullable PartitionLog log;

    Partition(
            PartitionId id,
            PartitionPorts ports,
            Loop loop,
            PartitionImage image,
            boolean isNewHere,
            LogConfig config,
            int minInSyncReplicas) {
        this.id = id;
        this.ports = ports;
        this.loop = loop;
        this.assigned = image;
        this.opening = new LogOpening(id, ports.store(), loop, isNewHere);
        this.config = config;
        this.minInSyncReplicas = minInSyncReplicas;
        this.doubt = new LeaderDoubt(id, ports, loop);
        this.traffic = ports.traffic().of(id.topic());
        this.appends = new LeaderAppends(id, ports, traffic, loop, this::appendGathered);
        this.flush = new LogFlush(ports.store(), loop, this::onSynced);
        this.following = new FollowerAppends(id, ports.clock(), flush, traffic);
        this.isr = new IsrNegotiation(id, ports, loop, this::onAdvanced);
        this.mending = new Mending(id, ports, loop, published, () -> log, () -> assigned);
    }

    public PartitionId id() {
        return id;
    }

    /** The newest view, or null while the log has not been opened; safe on any thread. */
    public @Nullable PartitionView view() {
        return published.view();
    }

    /** What went in and out of the topic's partitions here; safe on any thread. */
    public TopicTraffic traffic() {
        return traffic;
    }

    /** How far this follower is behind; null where it leads or knows nothing. Any thread. */
    public @Nullable ReplicaLag replicaLag() {
        return following.lag();
    }

    /** How far each follower is behind, by its id; opens no log. Any thread; done on the loop. */
    public CompletableFuture<Map<Integer, FollowerLag>> followerLags() {
        return isr.lags(() -> role);
    }

    /** Where to wait for records to be replicated; safe on any thread. */
    public PendingFetches pendingFetches() {
        return published.consumers();
    }

    /** Where followers wait for records to replicate; safe on any thread. */
    public PendingFetches pendingReplicaFetches() {
        return published.followers();
    }

    /** Opens the log if that has not happened yet. Completes on the loop; any thread may ask. */
    public CompletableFuture<PartitionView> open() {
        PartitionView current = published.view();
        return current != null
                ? CompletableFuture.completedFuture(current)
                : viewing.join(() -> withLog(this::publish));
    }

    private <T> CompletableFuture<T> withLog(Function<PartitionLog, T> work) {
        var asking = new CompletableFuture<T>();
        loop.execute(() -> {
            try {
                asking.complete(work.apply(openLog()));
            } catch (IOException e) {
                asking.completeExceptionally(e);
            }
        });
        return asking;
    }

    /** Appends, in the order of the calls. Any thread; the answer comes on the loop. */
    public void append(PendingAppend append) {
        appends.add(append);
    }

    /** Takes the role that the controller gave. On the loop. */
    void become(PartitionImage image, LogConfig newConfig, int newMinInSyncReplicas) {
        boolean isSameEpoch = assigned.leaderEpoch() == image.leaderEpoch();
        assigned = image;
        config = newConfig;
        minInSyncReplicas = newMinInSyncReplicas;
        if (log != null) {
            log.configure(newConfig);
        }
        if (role instanceof Leader leader && isSameEpoch) {
            isr.onChanged(leader.state(), image, minInSyncReplicas);
        } else if (!isSameEpoch && !(role instanceof Offline)) {
            // A failed disk does not heal by a change of leadership.
            appends.failAll(
                    new Rejected(
                            Rejection.NOT_LEADER_OR_FOLLOWER,
                            "%s changed leaders in epoch %d".formatted(id, image.leaderEpoch())));
            following.end();
            isr.end();
            takeRole();
            announce();
        }
    }

    /** Says whom the partition follows now; to be called once when it is new. On the loop. */
    void announce() {
        if (assigned.hasLeader() && isFollower()) {
            ports.followings().follow(this, assigned.leader(), assigned.leaderEpoch());
        } else {
            ports.followings().unfollow(this);
        }
    }

    /** What the assignment makes of this broker, once there is a log to do it with. */
    private void takeRole() {
        PartitionLog opened = log;
        if (opened == null) {
            return;
        }
        PartitionView before = published.view();
        long known = before == null ? opening.checkpointedHighWatermark() : before.highWatermark();
        long highWatermark =
                Math.clamp(known, opened.view().logStartOffset(), opened.view().endOffset());
        role = Role.of(ports, assigned, opened, highWatermark, minInSyncReplicas);
        doubt.look(role);
        switch (role) {
            case Leader leader -> flush.onAppended(opened);
            case Follower _, Offline _, Unopened _ -> following.begin(highWatermark);
        }
        publish();
    }

    private PartitionLog openLog() throws IOException {
        PartitionLog opened = log;
        if (opened != null) {
            return opened;
        }
        if (role instanceof Offline offline) {
            throw new IOException(offline.reason().message());
        }
        opened = opening.open(config);
        log = opened;
        takeRole();
        return opened;
    }

    private void appendGathered(List<PendingAppend> batch) {
        Rejected cannot = openToLead();
        if (cannot != null) {
            appends.refuse(batch, cannot);
            return;
        }
        PartitionLog target = log;
        if (target == null || !(role instanceof Leader leader)) {
            appends.refuseUnlessNews(batch, role.notLeading(id, assigned));
            return;
        }
        LeaderState state = leader.state();
        appends.write(state, target, batch);
        state.onAppended(target.view().endOffset(), ports.stopwatchMs());
        state.onLocalDurable(target.durableOffset(), ports.stopwatchMs());
        onAdvanced(state);
        flush.onAppended(target);
        appends.expire();
    }

    /** Opens the log if this broker is to lead; why it cannot or must not serve, or null. */
    private @Nullable Rejected openToLead() {
        if (role instanceof Offline offline) {
            return offline.reason();
        }
        try {
            if (assigned.leader() == ports.localId()) {
                openLog();
            }
            return doubt.refusal();
        } catch (IOException e) {
            return opening.refusal(e);
        }
    }

    private void onSynced() {
        PartitionLog opened = log;
        if (opened == null) {
            return;
        }
        if (role instanceof Leader leader) {
            leader.state().onLocalDurable(opened.durableOffset(), ports.stopwatchMs());
            onAdvanced(leader.state());
        } else {
            publish();
            following.onSynced(opened);
        }
    }

    /** Publishes, acknowledges and wakes, in this order: whoever is told can already read. */
    private void onAdvanced(LeaderState state) {
        boolean isPresent = role instanceof Leader leader && leader.state() == state;
        if (log != null && isPresent) {
            publish();
            Rejected cannot = doubt.refusal();
            if (cannot == null) {
                appends.acknowledge(state.highWatermark());
            } else {
                appends.failAll(cannot);
            }
        }
    }

    private void publish() {
        if (log != null) {
            publish(log);
        }
    }

    private PartitionView publish(PartitionLog opened) {
        return published.publish(opened.view(), role, following.highWatermark(), doubt.isCutOff());
    }

    /** A reader could not read: what has rotted is fetched from another replica. Any thread. */
    public void onUnreadable(IOException met) {
        mending.onUnreadable(met);
    }

    /**
     * A follower has everything before the offset on its disk. Any thread.
     *
     * @param leaderEpoch the epoch in which its log was found to agree with ours
     * @param nodeEpoch the follower's registration
     */
    public void onFollowerFetch(int leaderEpoch, int replicaId, long nodeEpoch, long fetchOffset) {
        loop.execute(() -> {
            if (role instanceof Leader leader && leader.state().leaderEpoch() == leaderEpoch) {
                if (doubt.isCutOff()) {
                    checkDoubt();
                }
                isr.onFollowerFetch(leader.state(), replicaId, nodeEpoch, fetchOffset);
            }
        });
    }

    /** Looks whether another is likely to lead by now, and tells clients who wait. On the loop. */
    void checkDoubt() {
        if (doubt.look(role)) {
            Rejected cannot = doubt.refusal();
            if (cannot != null) {
                appends.failAll(cannot);
            }
            publish();
        }
    }

    /** Looks whether a follower has fallen behind. On the loop. */
    void checkIsr() {
        if (role instanceof Leader leader) {
            isr.check(leader.state());
        }
    }

    /** Where replication goes on, once that is on the disk; opens the log. Any thread. */
    public CompletableFuture<Replicated> replicaPosition(int leaderEpoch) {
        var done = new CompletableFuture<Replicated>();
        LogOpening.Attempt telling =
                () -> {
                    if (follows(leaderEpoch)) {
                        following.tell(openLog(), done);
                    } else {
                        done.complete(new Replicated.NotFollowing());
                    }
                };
        loop.execute(() -> opening.attempt(telling, done::complete));
        return done;
    }

    /**
     * Takes in what the leader of that epoch answered. Any thread; completes on the loop when it is
     * on the disk.
     */
    public CompletableFuture<Replicated> replicate(int leaderEpoch, FromLeader answer) {
        var done = new CompletableFuture<Replicated>();
        loop.execute(() -> {
            PartitionLog opened = log;
            if (opened == null || !follows(leaderEpoch)) {
                done.complete(new Replicated.NotFollowing());
            } else {
                following.take(opened, answer, done);
                publish();
            }
        });
        return done;
    }

    private boolean follows(int leaderEpoch) {
        return isFollower() && assigned.leaderEpoch() == leaderEpoch;
    }

    private boolean isFollower() {
        return assigned.leader() != ports.localId() && !(role instanceof Offline);
    }

    /** Its disk has failed: everything is refused from now on. On the loop. */
    void goOffline(Rejected reason) {
        role = new Offline(reason);
        doubt.look(role);
        appends.failAll(reason);
        following.end();
        isr.end();
        publish();
        announce();
        published.wakeAll();
    }

    /**
     * Hides records before the offset, as DeleteRecords asks. Completes on the loop with the new
     * start of the log.
     *
     * @param offset at most the high watermark, or -1 for just that
     */
    public CompletableFuture<RecordsDeleted> deleteRecordsBefore(long offset) {
        var deleting = new CompletableFuture<RecordsDeleted>();
        loop.execute(() -> deleting.complete(deleteOnLoop(offset)));
        return deleting;
    }

    private RecordsDeleted deleteOnLoop(long offset) {
        Rejected cannot = openToLead();
        if (cannot != null) {
            return new RecordsDeleted.Not(cannot);
        }
        if (log == null || !(role instanceof Leader leader)) {
            return new RecordsDeleted.Not(role.notLeading(id, assigned));
        }
        RecordsDeleted deleted =
                RecordsDeleted.before(id, log, offset, leader.state().highWatermark());
        publish();
        return deleted;
    }

    /** The idempotent producers that the log knows. Completes on the loop. */
    public CompletableFuture<List<ActiveProducer>> activeProducers() {
        return withLog(PartitionLog::activeProducers);
    }

    /** The work that time brings: rolling, retention, late syncs. On the loop. */
    void maintain(long producerExpirationMs) {
        PartitionLog opened = log;
        PartitionView now = published.view();
        if (opened == null || now == null || role instanceof Offline) {
            return;
        }
        try {
            opened.maintain(now.highWatermark(), producerExpirationMs, ports.clock().nowMs());
        } catch (IOException e) {
            LOG.error("retention of {} failed", id, e);
        }
        flush.now(opened);
        publish();
    }

    boolean isOpen() {
        return log != null;
    }

    /** Everything of this partition is done there. */
    public Loop loop() {
        return loop;
    }

    /** Ends the partition here; its log is left as a clean stop leaves it. On the loop. */
    void close() {
        PartitionLog opened = end(id + " is closing on this broker");
        if (opened != null) {
            ports.store().close(id);
        }
    }

    /** Ends the partition here, for its topic is gone or its replica has moved. On the loop. */
    void delete() {
        ports.store().delete(id, end(id + " is no longer on this broker"), loop);
    }

    private @Nullable PartitionLog end(String why) {
        opening.end();
        goOffline(new Rejected(Rejection.NOT_LEADER_OR_FOLLOWER, why));
        flush.cancel();
        PartitionLog opened = log;
        log = null;
        return opened;
    }
}
