package io.taffrail.broker.partition;

import io.taffrail.broker.replication.LeaderState;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.broker.storage.DiskObserver;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The way of an append through a partition: it gathers with others of the same turn of the loop, is
 * written with them, and is answered when it counts as replicated. Apart from the partition's life
 * and roles, which only decide what the gathered appends meet.
 *
 * <p>On the partition's loop, but for {@link #add}.
 */
final class LeaderAppends {

    private static final long EXPIRY_CHECK_MS = 100;

    private final PartitionId id;
    private final Loop loop;
    private final Clock clock;
    private final TopicTraffic traffic;
    private final DiskObserver disk;
    private final Consumer<List<PendingAppend>> onGathered;
    private final PendingAcks pendingAcks = new PendingAcks();
    private final LateNews lateNews;

    private List<PendingAppend> gathered = new ArrayList<>();
    private boolean isExpiryScheduled;

    /**
     * @param onGathered told on the loop what one turn of it has gathered, in the order of arrival
     */
    LeaderAppends(
            PartitionId id,
            PartitionPorts ports,
            TopicTraffic traffic,
            Loop loop,
            Consumer<List<PendingAppend>> onGathered) {
        this.id = id;
        this.loop = loop;
        this.clock = ports.clock();
        this.traffic = traffic;
        this.disk = ports.disk();
        this.onGathered = onGathered;
        this.lateNews = new LateNews(ports.news(), loop, onGathered);
    }

    /** Any thread. */
    void add(PendingAppend append) {
        loop.execute(() -> {
            gathered.add(append);
            if (gathered.size() == 1) {
                loop.whenIdle(this::hand);
            }
        });
    }

    private void hand() {
        List<PendingAppend> batch = gathered;
        gathered = new ArrayList<>();
        if (lateNews.isAwaited()) {
            lateNews.hold(batch);
        } else {
            onGathered.accept(batch);
        }
    }

    /** Refuses what came to one that does not lead, unless it turns out that it does by now. */
    void refuseUnlessNews(List<PendingAppend> batch, Rejected refusal) {
        boolean mayHelp =
                refusal.reason() == Rejection.NOT_LEADER_OR_FOLLOWER && !lateNews.isHeard();
        if (mayHelp) {
            lateNews.hold(batch);
        } else {
            refuse(batch, refusal);
        }
    }

    void refuse(List<PendingAppend> batch, Rejected refusal) {
        traffic.onProduced(batch.size(), batch.size(), 0, 0);
        for (PendingAppend append : batch) {
            append.release().run();
            append.answer().accept(new Refused(refusal));
        }
    }

    /** Writes what may be written. What waits for replicas is answered by {@link #acknowledge}. */
    void write(LeaderState state, PartitionLog log, List<PendingAppend> batch) {
        List<PendingAppend> admitted = admit(state, batch);
        List<AppendRequest> requests = new ArrayList<>(admitted.size());
        // Asked before the write, which leaves nothing remaining of them.
        int[] sizes = new int[admitted.size()];
        for (int i = 0; i < sizes.length; i++) {
            requests.add(admitted.get(i).request());
            sizes[i] = admitted.get(i).sizeInBytes();
        }
        long beganNs = clock.nanoTime();
        AppendResult[] results = log.appendAll(requests, state.leaderEpoch(), clock.nowMs());
        disk.onAppended(clock.nanoTime() - beganNs);
        count(batch.size(), sizes, results);
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
    }

    /** Refuses what needs more in-sync replicas than there are, before it is written. */
    private List<PendingAppend> admit(LeaderState state, List<PendingAppend> batch) {
        if (state.hasEnoughInSync()) {
            return batch;
        }
        var tooFew =
                new Rejected(
                        Rejection.NOT_ENOUGH_REPLICAS,
                        "%s has %d in-sync replicas, and min.insync.replicas is %d"
                                .formatted(id, state.isr().size(), state.neededInSync()));
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

    private void count(int asked, int[] sizes, AppendResult[] results) {
        long records = 0;
        long bytes = 0;
        int appended = 0;
        for (int i = 0; i < results.length; i++) {
            if (results[i] instanceof Appended done) {
                appended++;
                records += done.isDuplicate() ? 0 : done.lastOffset() - done.firstOffset() + 1;
                bytes += done.isDuplicate() ? 0 : sizes[i];
            }
        }
        traffic.onProduced(asked, asked - appended, records, bytes);
    }

    /** Answers what every in-sync replica has by now. */
    void acknowledge(long highWatermark) {
        pendingAcks.onHighWatermark(highWatermark);
    }

    /** Answers all that wait: whether what they appended survives is no longer ours to say. */
    void failAll(Rejected reason) {
        pendingAcks.failAll(reason);
    }

    /** Sees to it that nobody waits longer than was asked for. */
    void expire() {
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
                    expire();
                });
    }
}
