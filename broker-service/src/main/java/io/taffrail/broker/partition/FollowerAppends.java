package io.taffrail.broker.partition;

import io.taffrail.broker.partition.Replicated.Broken;
import io.taffrail.broker.partition.Replicated.NotFollowing;
import io.taffrail.broker.partition.Replicated.TryLater;
import io.taffrail.broker.partition.Replicated.UpTo;
import io.taffrail.broker.replication.Divergence;
import io.taffrail.broker.replication.Divergence.EpochEnd;
import io.taffrail.broker.replication.ReplicaPosition;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.LogView;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a leader's answers into a follower's log: appends what comes next, cuts off what the leader
 * never had, and says where to go on when all of it is on the disk. On the partition's loop.
 */
final class FollowerAppends {

    private static final Logger LOG = LoggerFactory.getLogger(FollowerAppends.class);

    private final PartitionId id;
    private final Clock clock;
    private final LogFlush flush;
    private final TopicTraffic traffic;

    private long highWatermark;
    private @Nullable Waiting waiting;

    // Written by the loop, read by any thread.
    private volatile @Nullable ReplicaLag lag;

    /** Somebody who is told how far the log goes, once that much of it is on the disk. */
    private record Waiting(
            long endOffset,
            Function<ReplicaPosition, Replicated> telling,
            CompletableFuture<Replicated> done) {}

    FollowerAppends(PartitionId id, Clock clock, LogFlush flush, TopicTraffic traffic) {
        this.id = id;
        this.clock = clock;
        this.flush = flush;
        this.traffic = traffic;
    }

    /** What the leader has said to be replicated, as far as it is here. */
    long highWatermark() {
        return highWatermark;
    }

    /** Begins to follow, with what was known before. */
    void begin(long knownHighWatermark) {
        highWatermark = knownHighWatermark;
    }

    /** How far it is behind its leader; null before an answer, and when it follows nobody. */
    @Nullable ReplicaLag lag() {
        return lag;
    }

    /** Follows no longer. */
    void end() {
        lag = null;
        finish(new NotFollowing());
    }

    /**
     * Completes {@code done} with where the log ends, when that is durable. A leader counts what is
     * asked for as replicated, so no position is told before, whoever wants to go on from it.
     */
    void tell(PartitionLog log, CompletableFuture<Replicated> done) {
        finish(new NotFollowing());
        whenDurable(log, UpTo::new, done);
    }

    private void whenDurable(
            PartitionLog log,
            Function<ReplicaPosition, Replicated> telling,
            CompletableFuture<Replicated> done) {
        long endOffset = log.view().endOffset();
        waiting = new Waiting(endOffset, telling, done);
        flush.onAppended(log);
        onSynced(log);
    }

    private static boolean isDurable(PartitionLog log, long endOffset) {
        return !log.config().isSyncedBeforeAck() || log.view().syncedOffset() >= endOffset;
    }

    private static ReplicaPosition position(PartitionLog log) {
        LogView view = log.view();
        return new ReplicaPosition(
                view.endOffset(), view.leaderEpochs().latest(), view.logStartOffset());
    }

    /** Completes {@code done} when the answer is dealt with and durable. */
    void take(PartitionLog log, FromLeader answer, CompletableFuture<Replicated> done) {
        // One answer at a time: who asks again has given up on the one before.
        finish(new NotFollowing());
        try {
            switch (answer) {
                case FromLeader.Records records -> append(log, records, done);
                case FromLeader.Diverges diverges -> {
                    truncate(log, diverges.leaders());
                    whenDurable(log, UpTo::new, done);
                }
                case FromLeader.OutOfRange outside -> {
                    startAgain(log, outside.logStartOffset());
                    whenDurable(log, UpTo::new, done);
                }
                case FromLeader.Refused refused -> tryLater(log, refused.reason().message(), done);
            }
        } catch (IOException e) {
            LOG.error("{} cannot follow its leader", id, e);
            tryLater(log, String.valueOf(e.getMessage()), done);
        }
    }

    private void tryLater(PartitionLog log, String why, CompletableFuture<Replicated> done) {
        if (log.failure() == null) {
            whenDurable(log, position -> new TryLater(position, why), done);
        } else {
            done.complete(new Broken(why));
        }
    }

    private void append(
            PartitionLog log, FromLeader.Records records, CompletableFuture<Replicated> done) {
        int bytes = records.batches().remaining();
        if (bytes > 0) {
            AppendResult result = log.appendAsFollower(records.batches(), clock.nowMs());
            if (result instanceof AppendResult.Refused refused) {
                tryLater(log, refused.rejected().message(), done);
                return;
            }
            traffic.onReplicated(bytes);
        }
        long endOffset = log.view().endOffset();
        long nowMs = clock.nanoTime() / 1_000_000;
        lag = ReplicaLag.after(lag, records.highWatermark() - endOffset, nowMs);
        highWatermark = Math.max(highWatermark, Math.min(records.highWatermark(), endOffset));
        log.deleteRecordsBefore(Math.min(records.logStartOffset(), highWatermark));
        whenDurable(log, UpTo::new, done);
    }

    /** More of the log is durable. */
    void onSynced(PartitionLog log) {
        Waiting now = waiting;
        if (now != null && isDurable(log, now.endOffset())) {
            finish(now.telling().apply(position(log)));
        }
    }

    private void finish(Replicated with) {
        Waiting now = waiting;
        waiting = null;
        if (now != null) {
            now.done().complete(with);
        }
    }

    private void truncate(PartitionLog log, EpochEnd leaders) throws IOException {
        LogView view = log.view();
        var own = view.endOffsetFor(leaders.epoch());
        long offset =
                Divergence.truncationOffset(
                        leaders, new EpochEnd(own.epoch(), own.endOffset()), view.endOffset());
        LOG.info(
                "{} cuts its log from {} back to {}: its leader's epoch {} ends at {}",
                id,
                view.endOffset(),
                offset,
                leaders.epoch(),
                leaders.endOffset());
        warnIfLost(offset);
        log.truncateTo(offset, clock.nowMs());
        highWatermark = Math.min(highWatermark, log.view().endOffset());
    }

    private void startAgain(PartitionLog log, long offset) throws IOException {
        LOG.info(
                "{} begins its log again at {}, where its leader's begins: it ended at {}",
                id,
                offset,
                log.view().endOffset());
        log.truncateFullyAndStartAt(offset, clock.nowMs());
        highWatermark = offset;
    }

    private void warnIfLost(long offset) {
        if (offset < highWatermark) {
            LOG.warn(
                    "{} drops records from {} to {} that were replicated: its leader was elected"
                            + " although it lacked them (unclean.leader.election.enable)",
                    id,
                    offset,
                    highWatermark);
        }
    }
}
