package io.taffrail.broker.partition;

import io.taffrail.broker.partition.Role.Follower;
import io.taffrail.broker.partition.Role.Leader;
import io.taffrail.broker.partition.Role.Offline;
import io.taffrail.broker.replication.LeaderState;
import io.taffrail.broker.storage.ActiveProducer;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private final int localId;
    private final Loop loop;
    private final Clock clock;
    private final LogStore store;
    private final boolean isNewHere;
    private final PendingFetches pendingFetches = new PendingFetches();
    private final LeaderAppends appends;
    private final LogFlush flush;

    private volatile @Nullable PartitionView view;

    // Owned by the loop.
    private LogConfig config;
    private int minInSyncReplicas;
    private Role role;
    private @Nullable PartitionLog log;
    private String toldWhyClosed = "";
    private boolean isClosed;

    Partition(
            PartitionId id,
            int localId,
            Loop loop,
            Clock clock,
            LogStore store,
            PartitionImage image,
            boolean isNewHere,
            LogConfig config,
            int minInSyncReplicas) {
        this.id = id;
        this.localId = localId;
        this.loop = loop;
        this.clock = clock;
        this.store = store;
        this.isNewHere = isNewHere;
        this.config = config;
        this.minInSyncReplicas = minInSyncReplicas;
        this.role = roleIn(image, 0);
        this.appends = new LeaderAppends(id, loop, clock, this::appendGathered);
        this.flush = new LogFlush(store, loop, this::onSynced);
    }

    public PartitionId id() {
        return id;
    }

    /** The newest view, or null while the log has not been opened; safe on any thread. */
    public @Nullable PartitionView view() {
        return view;
    }

    /** Records appended since the start, for metrics; safe on any thread. */
    public long appendedRecords() {
        return appends.records();
    }

    /** Bytes of batches appended since the start, for metrics; safe on any thread. */
    public long appendedBytes() {
        return appends.bytes();
    }

    /** Where to wait for growth; safe on any thread. */
    public PendingFetches pendingFetches() {
        return pendingFetches;
    }

    /** Opens the log if that has not happened yet. Completes on the loop; any thread may ask. */
    public CompletableFuture<PartitionView> open() {
        PartitionView current = view;
        if (current != null) {
            return CompletableFuture.completedFuture(current);
        }
        var opening = new CompletableFuture<PartitionView>();
        loop.execute(() -> {
            try {
                openLog();
                opening.complete(publish());
            } catch (IOException e) {
                opening.completeExceptionally(e);
            }
        });
        return opening;
    }

    /** Appends, in the order of the calls. Any thread; the answer comes on the loop. */
    public void append(PendingAppend append) {
        appends.add(append);
    }

    /** Takes the role that the controller gave. On the loop. */
    void become(PartitionImage image, LogConfig newConfig, int newMinInSyncReplicas) {
        config = newConfig;
        minInSyncReplicas = newMinInSyncReplicas;
        if (log != null) {
            log.configure(newConfig);
        }
        boolean isSameLeadership =
                role instanceof Leader leader
                        && leader.state().leaderEpoch() == image.leaderEpoch();
        if (isSameLeadership && role instanceof Leader leader) {
            if (leader.state().onIsrChanged(image)) {
                onHighWatermark(leader.state());
            }
            return;
        }
        if (role instanceof Offline) {
            // A failed disk does not heal by a change of leadership.
            return;
        }
        appends.failAll(
                new Rejected(
                        Rejection.NOT_LEADER_OR_FOLLOWER,
                        "the leadership of " + id + " changed to epoch " + image.leaderEpoch()));
        long highWatermark = view == null ? 0 : view.highWatermark();
        role = roleIn(image, highWatermark);
        if (log != null) {
            countLocalLog();
            publish();
        }
    }

    private Role roleIn(PartitionImage image, long highWatermark) {
        return image.leader() == localId
                ? new Leader(new LeaderState(localId, image, highWatermark))
                : new Follower(image.leader(), image.leaderEpoch());
    }

    private PartitionLog openLog() throws IOException {
        PartitionLog opened = log;
        if (opened != null) {
            return opened;
        }
        if (role instanceof Offline offline) {
            throw new IOException(offline.reason().message());
        }
        if (isClosed) {
            throw new IOException(id + " is closed");
        }
        opened = store.open(id, isNewHere, config, loop);
        log = opened;
        countLocalLog();
        return opened;
    }

    /** What the log holds durably counts for the high watermark. */
    private void countLocalLog() {
        if (log != null && role instanceof Leader leader) {
            leader.state().onLocalDurable(durableOffset(log));
        }
    }

    private long durableOffset(PartitionLog of) {
        return config.isSyncedBeforeAck() ? of.view().syncedOffset() : of.view().endOffset();
    }

    private void appendGathered(List<PendingAppend> batch) {
        if (!(role instanceof Leader leader)) {
            appends.refuse(batch, notLeader());
            return;
        }
        PartitionLog target;
        try {
            target = openLog();
        } catch (IOException e) {
            appends.refuse(batch, cannotOpen(e));
            return;
        }
        LeaderState state = leader.state();
        appends.write(state, minInSyncReplicas, target, batch);
        if (!config.isSyncedBeforeAck()) {
            state.onLocalDurable(target.view().endOffset());
        }
        onHighWatermark(state);
        flush.onAppended(target);
        appends.expire();
    }

    private Rejected cannotOpen(IOException e) {
        String why = String.valueOf(e.getMessage());
        if (!why.equals(toldWhyClosed)) {
            // Once for each reason: producers try again many times in a second.
            toldWhyClosed = why;
            LOG.error("cannot open the log of {}", id, e);
        }
        return new Rejected(
                Rejection.KAFKA_STORAGE_ERROR, "the log of " + id + " cannot be opened: " + why);
    }

    private Rejected notLeader() {
        return switch (role) {
            case Leader leader -> throw new IllegalStateException("this broker leads " + id);
            case Follower follower ->
                    new Rejected(
                            Rejection.NOT_LEADER_OR_FOLLOWER,
                            "broker " + follower.leaderId() + " leads " + id);
            case Offline offline -> offline.reason();
        };
    }

    private void onSynced() {
        if (log != null && role instanceof Leader leader) {
            leader.state().onLocalDurable(durableOffset(log));
            onHighWatermark(leader.state());
        } else {
            publish();
        }
    }

    /** Publishes, acknowledges and wakes, in this order: whoever is told can already read. */
    private void onHighWatermark(LeaderState state) {
        PartitionView before = view;
        if (log == null) {
            return;
        }
        publish();
        appends.acknowledge(state.highWatermark());
        if (before == null || before.highWatermark() < state.highWatermark()) {
            pendingFetches.wakeAll();
        }
    }

    private @Nullable PartitionView publish() {
        PartitionLog opened = log;
        if (opened == null) {
            return null;
        }
        PartitionView next = PartitionView.of(role, opened.view(), highWatermarkBefore());
        boolean isNewRole =
                view == null
                        || view.isLeader() != next.isLeader()
                        || view.leaderEpoch() != next.leaderEpoch();
        view = next;
        if (isNewRole) {
            pendingFetches.wakeAll();
        }
        return next;
    }

    private long highWatermarkBefore() {
        PartitionView current = view;
        return current == null ? 0 : current.highWatermark();
    }

    /** Its disk has failed: everything is refused from now on. On the loop. */
    void goOffline(Rejected reason) {
        role = new Offline(reason);
        appends.failAll(reason);
        if (log != null) {
            publish();
        }
        pendingFetches.wakeAll();
    }

    /**
     * Hides records before the offset, as DeleteRecords asks. Completes on the loop with the new
     * start of the log.
     *
     * @param offset at most the high watermark, or -1 for just that
     */
    public CompletableFuture<DeletedBefore> deleteRecordsBefore(long offset) {
        var deleting = new CompletableFuture<DeletedBefore>();
        loop.execute(() -> deleting.complete(deleteOnLoop(offset)));
        return deleting;
    }

    /** The outcome of deleting records: the new start of the log, or why it stayed as it was. */
    public sealed interface DeletedBefore {
        record Done(long logStartOffset) implements DeletedBefore {}

        record Not(Rejected rejected) implements DeletedBefore {}
    }

    private DeletedBefore deleteOnLoop(long offset) {
        if (!(role instanceof Leader leader)) {
            return new DeletedBefore.Not(notLeader());
        }
        try {
            PartitionLog target = openLog();
            long highWatermark = leader.state().highWatermark();
            long wanted = offset == -1 ? highWatermark : offset;
            if (wanted < 0 || wanted > highWatermark) {
                return new DeletedBefore.Not(
                        new Rejected(
                                Rejection.OFFSET_OUT_OF_RANGE,
                                "offset %d of %s is outside of 0 to its high watermark %d"
                                        .formatted(wanted, id, highWatermark)));
            }
            target.deleteRecordsBefore(wanted);
            publish();
            return new DeletedBefore.Done(target.view().logStartOffset());
        } catch (IOException e) {
            return new DeletedBefore.Not(
                    new Rejected(Rejection.KAFKA_STORAGE_ERROR, String.valueOf(e.getMessage())));
        }
    }

    /** The idempotent producers that the log knows. Completes on the loop. */
    public CompletableFuture<List<ActiveProducer>> activeProducers() {
        var asking = new CompletableFuture<List<ActiveProducer>>();
        loop.execute(() -> {
            try {
                asking.complete(openLog().activeProducers());
            } catch (IOException e) {
                asking.completeExceptionally(e);
            }
        });
        return asking;
    }

    /** The work that time brings: rolling, retention, late syncs. On the loop. */
    void maintain(long producerExpirationMs) {
        PartitionLog opened = log;
        if (opened == null || role instanceof Offline) {
            return;
        }
        try {
            opened.maintain(highWatermarkBefore(), producerExpirationMs, clock.nowMs());
        } catch (IOException e) {
            LOG.error("retention of {} failed", id, e);
        }
        flush.now(opened);
        publish();
    }

    boolean isOpen() {
        return log != null;
    }

    Loop loop() {
        return loop;
    }

    /** Ends the partition here; its log is left as a clean stop leaves it. On the loop. */
    void close() {
        PartitionLog opened = end(id + " is closing on this broker");
        if (opened != null) {
            store.close(id);
        }
    }

    /** Ends the partition here, for its topic is gone or its replica has moved. On the loop. */
    void delete() {
        store.delete(id, end(id + " is no longer on this broker"), loop);
    }

    private @Nullable PartitionLog end(String why) {
        var reason = new Rejected(Rejection.NOT_LEADER_OR_FOLLOWER, why);
        isClosed = true;
        role = new Offline(reason);
        appends.failAll(reason);
        if (log != null) {
            publish();
        }
        pendingFetches.wakeAll();
        flush.cancel();
        PartitionLog opened = log;
        log = null;
        return opened;
    }
}
