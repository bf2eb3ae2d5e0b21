package io.taffrail.broker.partition;

import io.taffrail.broker.partition.Role.Follower;
import io.taffrail.broker.partition.Role.Leader;
import io.taffrail.broker.partition.Role.Offline;
import io.taffrail.broker.replication.LeaderState;
import io.taffrail.broker.storage.ActiveProducer;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.util.ArrayList;
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
    private static final long EXPIRY_CHECK_MS = 100;

    private final PartitionId id;
    private final int localId;
    private final Loop loop;
    private final Clock clock;
    private final LogStore store;
    private final boolean isNewHere;
    private final PendingFetches pendingFetches = new PendingFetches();

    private volatile @Nullable PartitionView view;
    private volatile long appendedRecords;
    private volatile long appendedBytes;

    // Owned by the loop.
    private final PendingAcks pendingAcks = new PendingAcks();
    private List<PendingAppend> gathered = new ArrayList<>();
    private LogConfig config;
    private int minInSyncReplicas;
    private Role role;
    private @Nullable PartitionLog log;
    private boolean isExpiryScheduled;
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
        return appendedRecords;
    }

    /** Bytes of batches appended since the start, for metrics; safe on any thread. */
    public long appendedBytes() {
        return appendedBytes;
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
        loop.execute(() -> {
            gathered.add(append);
            if (gathered.size() == 1) {
                loop.whenIdle(this::appendGathered);
            }
        });
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
        pendingAcks.failAll(
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

    private void appendGathered() {
        List<PendingAppend> batch = gathered;
        gathered = new ArrayList<>();
        Rejected refusal = null;
        PartitionLog target = null;
        if (role instanceof Leader) {
            try {
                target = openLog();
            } catch (IOException e) {
                LOG.error("cannot open the log of {}", id, e);
                refusal =
                        new Rejected(
                                Rejection.KAFKA_STORAGE_ERROR,
                                "the log of " + id + " cannot be opened: " + e.getMessage());
            }
        } else {
            refusal = notLeader();
        }
        if (target != null && role instanceof Leader leader) {
            appendAsLeader(leader.state(), target, batch);
        } else if (refusal != null) {
            for (PendingAppend append : batch) {
                append.release().run();
                append.answer().accept(new Refused(refusal));
            }
        }
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

    private void appendAsLeader(LeaderState state, PartitionLog target, List<PendingAppend> batch) {
        List<PendingAppend> admitted = admit(state, batch);
        List<AppendRequest> requests = new ArrayList<>(admitted.size());
        for (PendingAppend append : admitted) {
            requests.add(append.request());
        }
        AppendResult[] results = target.appendAll(requests, state.leaderEpoch(), clock.nowMs());
        countAppended(admitted, results);
        for (int i = 0; i < results.length; i++) {
            PendingAppend append = admitted.get(i);
            append.release().run();
            switch (results[i]) {
                case Appended appended when append.requiresAllReplicas() ->
                        pendingAcks.add(append, appended);
                case Appended appended -> append.answer().accept(appended);
                case Refused refused -> append.answer().accept(refused);
            }
        }
        if (!config.isSyncedBeforeAck()) {
            state.onLocalDurable(target.view().endOffset());
        }
        onHighWatermark(state);
        sync(target);
        expirePendingAcks();
    }

    private void countAppended(List<PendingAppend> appends, AppendResult[] results) {
        long records = 0;
        long bytes = 0;
        for (int i = 0; i < results.length; i++) {
            if (results[i] instanceof Appended appended && !appended.isDuplicate()) {
                records += appended.lastOffset() - appended.firstOffset() + 1;
                bytes += appends.get(i).sizeInBytes();
            }
        }
        // One writer: only this loop adds.
        appendedRecords = appendedRecords + records;
        appendedBytes = appendedBytes + bytes;
    }

    /** Refuses what needs more in-sync replicas than there are, before it is written. */
    private List<PendingAppend> admit(LeaderState state, List<PendingAppend> batch) {
        if (state.isrSize() >= minInSyncReplicas) {
            return batch;
        }
        var tooFew =
                new Rejected(
                        Rejection.NOT_ENOUGH_REPLICAS,
                        "%s has %d in-sync replicas, and min.insync.replicas is %d"
                                .formatted(id, state.isrSize(), minInSyncReplicas));
        List<PendingAppend> admitted = new ArrayList<>(batch.size());
        for (PendingAppend append : batch) {
            if (append.requiresAllReplicas()) {
                append.release().run();
                append.answer().accept(new Refused(tooFew));
            } else {
                admitted.add(append);
            }
        }
        return admitted;
    }

    private void sync(PartitionLog target) {
        if (config.isSyncedBeforeAck()) {
            store.sync(target, loop, () -> onSynced(target));
        }
    }

    private void onSynced(PartitionLog synced) {
        if (synced == log && role instanceof Leader leader) {
            leader.state().onLocalDurable(durableOffset(synced));
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
        pendingAcks.onHighWatermark(state.highWatermark());
        if (before == null || before.highWatermark() < state.highWatermark()) {
            pendingFetches.wakeAll();
        }
    }

    private @Nullable PartitionView publish() {
        PartitionLog opened = log;
        if (opened == null) {
            return null;
        }
        PartitionView next =
                switch (role) {
                    case Leader leader ->
                            new PartitionView(
                                    opened.view(),
                                    leader.state().highWatermark(),
                                    leader.state().leaderEpoch(),
                                    true);
                    case Follower follower ->
                            new PartitionView(
                                    opened.view(),
                                    Math.min(highWatermarkBefore(), opened.view().endOffset()),
                                    follower.leaderEpoch(),
                                    false);
                    case Offline offline ->
                            new PartitionView(opened.view(), highWatermarkBefore(), -1, false);
                };
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

    private void expirePendingAcks() {
        if (isExpiryScheduled || pendingAcks.isEmpty()) {
            return;
        }
        isExpiryScheduled = true;
        loop.schedule(
                EXPIRY_CHECK_MS,
                () -> {
                    isExpiryScheduled = false;
                    pendingAcks.expire(
                            clock.nanoTime(),
                            new Rejected(
                                    Rejection.REQUEST_TIMED_OUT,
                                    "the records were not replicated to all in-sync replicas of "
                                            + id
                                            + " in the time that the producer allowed"));
                    expirePendingAcks();
                });
    }

    /** Its disk has failed: everything is refused from now on. On the loop. */
    void goOffline(Rejected reason) {
        role = new Offline(reason);
        pendingAcks.failAll(reason);
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
        if (opened.isDirty()) {
            store.sync(opened, loop, () -> onSynced(opened));
        }
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
        pendingAcks.failAll(reason);
        if (log != null) {
            publish();
        }
        pendingFetches.wakeAll();
        PartitionLog opened = log;
        log = null;
        return opened;
    }
}
