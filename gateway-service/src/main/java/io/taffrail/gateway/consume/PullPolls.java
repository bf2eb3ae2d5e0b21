package io.taffrail.gateway.consume;

import io.taffrail.gateway.consume.PullRefused.Reason;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The polls of one pull consumer, which take turns. What a poll gave can be had again by its number
 * until the next one, and counts as processed only then: so an answer that is lost loses nothing.
 * Only places are remembered, and a batch that is asked for again is read again.
 */
final class PullPolls {

    private static final long TURN_MS = 10_000;

    private final GroupServices services;
    private final String name;
    private final PullOptions options;
    private final PullBudget budget;
    private final Supplier<PullSource> source;
    private final Semaphore wake;
    private final PullReader reader;
    private final ReentrantLock turn = new ReentrantLock();

    // Guarded by the turn.
    private long number;
    private List<Range> lastBatch = List.of();

    /** What the last batch covered of one partition. */
    private record Range(TopicPartition partition, long from, long to) {}

    /**
     * @param source what to read from now; throws when there is nothing
     * @param wake gets a permit when there may be more
     */
    PullPolls(
            GroupServices services,
            String name,
            PullOptions options,
            PullBudget budget,
            Supplier<PullSource> source,
            Semaphore wake) {
        this.services = services;
        this.name = name;
        this.options = options;
        this.budget = budget;
        this.source = source;
        this.wake = wake;
        this.reader =
                new PullReader(
                        services.subscriptions().feeds().reader(),
                        wake,
                        services.clock()::nanoTime);
    }

    /**
     * The next records; waits for the first of them.
     *
     * @param retry the number that this batch is to have: the last one's gives the same records
     *     again, the one after it the next; null for the next in any case
     */
    PullBatch poll(long timeoutMs, long bytesMax, @Nullable Long retry)
            throws InterruptedException {
        if (!turn.tryLock(timeoutMs + TURN_MS, TimeUnit.MILLISECONDS)) {
            throw PullRefused.of(
                    Reason.BUSY, "another poll of consumer " + name + " has not ended yet");
        }
        try {
            PullSource from = source.get();
            if (retry != null && retry == number && !lastBatch.isEmpty()) {
                return again(from);
            }
            if (retry == null || retry != number) {
                requireNext(retry);
                from.acknowledge();
                number++;
                lastBatch = List.of();
            }
            return next(timeoutMs, bytesMax);
        } finally {
            turn.unlock();
        }
    }

    private void requireNext(@Nullable Long retry) {
        if (retry != null && retry != number + 1) {
            throw PullRefused.of(
                    Reason.STATE,
                    "batch "
                            + retry
                            + " cannot be given: the last one was "
                            + number
                            + ", so retry="
                            + number
                            + " gives that again and retry="
                            + (number + 1)
                            + " the next");
        }
    }

    private PullBatch next(long timeoutMs, long bytesMax) throws InterruptedException {
        var gathering = new PullGathering(options.format(), bytesMax, budget);
        List<PullPiece> pieces = new ArrayList<>();
        boolean isGiven = false;
        try {
            long beginNs = services.clock().nanoTime();
            while (true) {
                wake.drainPermits();
                PullSource from = source.get();
                Map<TopicPartition, Long> positions = from.positions().readable();
                reader.round(positions, gathering, from::restart);
                pieces.addAll(from.positions().deliver(gathering.takePieces()));
                long waitedMs = (services.clock().nanoTime() - beginNs) / 1_000_000;
                long leftMs = timeoutMs - waitedMs;
                boolean isEnough = gathering.isFull() || gathering.bytes() >= options.bytesMin();
                if (isEnough || leftMs <= 0) {
                    break;
                }
                refuse(gathering, from.isMember(), false);
                reader.await(from.positions().readable(), leftMs);
            }
            if (gathering.bytes() == 0) {
                refuse(gathering, source.get().isMember(), true);
            }
            lastBatch = ranges(pieces);
            isGiven = true;
            return batch(pieces, gathering);
        } finally {
            if (!isGiven) {
                budget.giveBack(gathering.takenBytes());
            }
        }
    }

    /** A leader on its way is waited for; what will not pass by itself is said when it is all. */
    private void refuse(PullGathering gathering, boolean isMember, boolean isAtEnd) {
        Rejected failure = gathering.failure();
        boolean isLasting =
                failure != null
                        && (failure.reason() == Rejection.CORRUPT_MESSAGE
                                || failure.reason() == Rejection.TOPIC_AUTHORIZATION_FAILED);
        boolean isGone =
                failure != null
                        && failure.reason() == Rejection.UNKNOWN_TOPIC_OR_PARTITION
                        && !isMember;
        if (failure != null && gathering.bytes() == 0 && (isLasting || isAtEnd && isGone)) {
            throw PullRefused.by(failure);
        }
        if (isAtEnd && gathering.isOverBudget()) {
            throw PullRefused.of(
                    Reason.BUSY,
                    "the polls that are being answered take all memory there is for them: try"
                            + " again, ask for fewer max_bytes, or raise"
                            + " taffrail.gateway.consumer-bytes-max");
        }
    }

    private PullBatch again(PullSource from) {
        var gathering = new PullGathering(options.format(), Long.MAX_VALUE, budget);
        boolean isGiven = false;
        try {
            for (Range range : lastBatch) {
                // What went to another member since is given to that one.
                if (from.positions().has(range.partition())) {
                    reader.again(range.partition(), range.from(), range.to(), gathering);
                }
            }
            if (gathering.isOverBudget()) {
                refuse(gathering, true, true);
            }
            Rejected failure = gathering.failure();
            if (failure != null) {
                throw PullRefused.by(failure);
            }
            isGiven = true;
            return batch(gathering.takePieces(), gathering);
        } finally {
            if (!isGiven) {
                budget.giveBack(gathering.takenBytes());
            }
        }
    }

    private PullBatch batch(List<PullPiece> pieces, PullGathering gathering) {
        return new PullBatch(number, pieces, () -> budget.giveBack(gathering.takenBytes()));
    }

    private static List<Range> ranges(List<PullPiece> pieces) {
        return pieces.stream()
                .filter(piece -> !piece.isEmpty())
                .map(piece -> new Range(piece.partition(), piece.fromOffset(), piece.nextOffset()))
                .toList();
    }
}
