package io.taffrail.gateway.consume;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.FetchedChunk;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.CorruptBatchException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Reads for one pull consumer. Each partition is asked at once whether it has anything, and has at
 * most one question under way: a poll that ends leaves its long questions to the next one. Used by
 * one poll at a time, on its virtual thread.
 */
final class PullReader {

    /** Small, since every partition may bring that much at once. */
    private static final int PROBE_BYTES = 64 * 1024;

    private static final int FETCH_BYTES = 1024 * 1024;
    private static final int LONG_WAIT_MS_MAX = 5_000;

    /** A leader that answers no later than this is waited for, so that it can join the answer. */
    private static final int PROMPT_MS = 500;

    private static final long RETRY_NS = 100_000_000;

    private final PartitionReader reader;
    private final Semaphore wake;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Probe> probes = new HashMap<>();
    private final Map<TopicPartition, Long> quietSinceNs = new HashMap<>();
    private int turn;

    /** A question that is under way, or whose answer waits here. */
    private record Probe(long position, CompletableFuture<Answer<Fetched>> answer) {}

    /**
     * @param wake gets a permit when there is something to look at
     */
    PullReader(PartitionReader reader, Semaphore wake, LongSupplier nanoTime) {
        this.reader = reader;
        this.wake = wake;
        this.nanoTime = nanoTime;
    }

    /**
     * Gathers what is there now.
     *
     * @param onOutOfRange is told of partitions whose position the log does not have
     */
    void round(
            Map<TopicPartition, Long> positions,
            PullGathering gathering,
            Consumer<TopicPartition> onOutOfRange)
            throws InterruptedException {
        probes.entrySet()
                .removeIf(known -> {
                    Long position = positions.get(known.getKey());
                    return position == null || position != known.getValue().position();
                });
        long nowNs = nanoTime.getAsLong();
        quietSinceNs.values().removeIf(sinceNs -> nowNs - sinceNs >= RETRY_NS);
        List<Probe> prompt = new ArrayList<>();
        positions.forEach((partition, position) -> {
            if (!probes.containsKey(partition) && !quietSinceNs.containsKey(partition)) {
                prompt.add(probe(partition, position, 0));
            }
        });
        awaitPrompt(prompt);
        List<TopicPartition> inTurn = new ArrayList<>(positions.keySet());
        if (!inTurn.isEmpty()) {
            // Who came first the last time comes last now: a busy partition starves no other.
            Collections.rotate(inTurn, -(turn++ % inTurn.size()));
        }
        for (TopicPartition partition : inTurn) {
            Probe probe = probes.get(partition);
            if (probe != null && probe.answer().isDone() && !gathering.isFull()) {
                probes.remove(partition);
                read(partition, probe, gathering, onOutOfRange);
            }
        }
    }

    private Probe probe(TopicPartition partition, long position, int waitMs) {
        var probe = new Probe(position, reader.fetch(partition, position, PROBE_BYTES, waitMs));
        probes.put(partition, probe);
        return probe;
    }

    private void awaitPrompt(List<Probe> prompt) throws InterruptedException {
        if (prompt.isEmpty()) {
            return;
        }
        CompletableFuture.allOf(
                        prompt.stream().map(Probe::answer).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, PROMPT_MS, TimeUnit.MILLISECONDS)
                .join();
        for (Probe late : prompt) {
            if (!late.answer().isDone()) {
                late.answer().thenRun(wake::release);
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void read(
            TopicPartition partition,
            Probe probe,
            PullGathering gathering,
            Consumer<TopicPartition> onOutOfRange) {
        long position = probe.position();
        CompletableFuture<Answer<Fetched>> answer = probe.answer();
        while (true) {
            switch (answer.join()) {
                case Answer.Refused<Fetched> refused -> {
                    if (refused.rejected().reason() == Rejection.OFFSET_OUT_OF_RANGE) {
                        onOutOfRange.accept(partition);
                    } else {
                        quietSinceNs.put(partition, nanoTime.getAsLong());
                        gathering.fail(partition, refused.rejected());
                    }
                    return;
                }
                case Answer.Given<Fetched> given -> {
                    try {
                        var chunk = FetchedChunk.read(partition, given.value(), position);
                        long next = gathering.add(chunk, position, Long.MAX_VALUE);
                        boolean isAtEnd = next == position || next >= chunk.highWatermark();
                        if (isAtEnd || gathering.isFull()) {
                            return;
                        }
                        position = next;
                    } catch (CorruptBatchException e) {
                        gathering.fail(partition, corrupt(e, position));
                        return;
                    }
                }
            }
            answer = reader.fetch(partition, position, FETCH_BYTES, 0);
        }
    }

    private static Rejected corrupt(CorruptBatchException e, long position) {
        return new Rejected(
                Rejection.CORRUPT_MESSAGE,
                e.getMessage() + "; to go on behind it, POST positions above offset " + position);
    }

    /**
     * Reads what lies between two offsets once more; of what the log has dropped there is nothing.
     */
    void again(TopicPartition partition, long from, long to, PullGathering gathering) {
        long position = from;
        while (position < to) {
            switch (reader.fetch(partition, position, FETCH_BYTES, 0).join()) {
                case Answer.Refused<Fetched> refused -> {
                    if (refused.rejected().reason() != Rejection.OFFSET_OUT_OF_RANGE) {
                        gathering.fail(partition, refused.rejected());
                    }
                    return;
                }
                case Answer.Given<Fetched> given -> {
                    try {
                        var chunk = FetchedChunk.read(partition, given.value(), position);
                        long next = gathering.add(chunk, position, to);
                        if (next == position) {
                            return;
                        }
                        position = next;
                    } catch (CorruptBatchException e) {
                        gathering.fail(partition, corrupt(e, position));
                        return;
                    }
                }
            }
        }
    }

    /** Waits until a partition has something, or somebody else gives a permit. */
    void await(Map<TopicPartition, Long> positions, long waitMs) throws InterruptedException {
        int longMs = (int) Math.min(waitMs, LONG_WAIT_MS_MAX);
        positions.forEach((partition, position) -> {
            if (!probes.containsKey(partition) && !quietSinceNs.containsKey(partition)) {
                probe(partition, position, longMs).answer().thenRun(wake::release);
            }
        });
        long boundMs = quietSinceNs.isEmpty() ? waitMs : Math.min(waitMs, RETRY_NS / 1_000_000);
        wake.tryAcquire(boundMs, TimeUnit.MILLISECONDS);
    }
}
