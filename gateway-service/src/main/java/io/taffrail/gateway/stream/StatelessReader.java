package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.CorruptBatchException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads once and remembers nothing: the answer says where the next read begins, so an answer that
 * is lost loses no record. Waits for its fetches; belongs on a virtual thread.
 */
public final class StatelessReader {

    private static final int FETCH_BYTES = 1024 * 1024;

    private final PartitionReader reader;

    public StatelessReader(PartitionReader reader) {
        this.reader = reader;
    }

    /** A run of records of one chunk. */
    public record Slice(FetchedChunk chunk, int from, int to) {}

    /** What a read found, and where the next one begins. */
    public record Page(List<Slice> slices, ResumeToken next) {}

    /**
     * Reads about {@code bytesMax} bytes, and gives up to {@code limit} records of them; when there
     * is nothing to read yet, waits up to {@code waitMs} for the first.
     *
     * @param filter what to leave out; a page of which nothing is left says still where the next
     *     one begins
     */
    public Answer<Page> read(
            Map<TopicPartition, Long> positions,
            int limit,
            int bytesMax,
            int waitMs,
            @Nullable RecordFilter filter) {
        Answer<Page> page = readNow(positions, limit, bytesMax, filter);
        boolean isWaiting =
                page instanceof Answer.Given<Page> given
                        && given.value().slices().isEmpty()
                        // What was only passed over is progress, which the next page goes on from.
                        && (filter == null || given.value().next().nextOffsets().equals(positions));
        if (!isWaiting || waitMs <= 0 || positions.isEmpty()) {
            return page;
        }
        awaitAny(positions, waitMs);
        return readNow(positions, limit, bytesMax, filter);
    }

    private Answer<Page> readNow(
            Map<TopicPartition, Long> positions,
            int limit,
            int bytesMax,
            @Nullable RecordFilter filter) {
        List<Slice> slices = new ArrayList<>();
        Map<TopicPartition, Long> next = new LinkedHashMap<>(positions);
        int left = limit;
        int bytesLeft = bytesMax;
        for (var entry : new ResumeToken(positions).nextOffsets().entrySet()) {
            TopicPartition partition = entry.getKey();
            long position = entry.getValue();
            while (left > 0 && bytesLeft > 0) {
                FetchedChunk chunk;
                int to;
                try {
                    int fetchBytes = Math.min(bytesLeft, FETCH_BYTES);
                    switch (reader.fetch(partition, position, fetchBytes, 0).join()) {
                        case Answer.Refused<Fetched> refused -> {
                            return Answer.refused(refused.rejected());
                        }
                        case Answer.Given<Fetched> given ->
                                chunk = FetchedChunk.read(partition, given.value(), position);
                    }
                    List<Slice> taken = take(chunk, left, filter);
                    slices.addAll(taken);
                    int count = taken.stream().mapToInt(each -> each.to() - each.from()).sum();
                    to = count < left ? chunk.recordCount() : taken.getLast().to();
                    left -= count;
                } catch (CorruptBatchException e) {
                    return Answer.refused(
                            new Rejected(
                                    Rejection.CORRUPT_MESSAGE, String.valueOf(e.getMessage())));
                }
                if (chunk.nextOffset() == position) {
                    break;
                }
                bytesLeft -= chunk.weightBytes();
                position = to < chunk.recordCount() ? chunk.offset(to) : chunk.nextOffset();
                next.put(partition, position);
            }
        }
        return Answer.of(new Page(slices, new ResumeToken(next)));
    }

    /** The first runs of records that pass, of no more than {@code limit} records in all. */
    private static List<Slice> take(FetchedChunk chunk, int limit, @Nullable RecordFilter filter)
            throws CorruptBatchException {
        if (filter == null) {
            int to = Math.min(chunk.recordCount(), limit);
            return to == 0 ? List.of() : List.of(new Slice(chunk, 0, to));
        }
        BitSet passing = chunk.matching(filter);
        List<Slice> runs = new ArrayList<>();
        int left = limit;
        int from = passing.nextSetBit(0);
        while (from >= 0 && left > 0) {
            int to = Math.min(passing.nextClearBit(from), from + left);
            runs.add(new Slice(chunk, from, to));
            left -= to - from;
            from = passing.nextSetBit(to);
        }
        return runs;
    }

    /** Waits until one of the partitions has something, or all have waited for nothing. */
    private void awaitAny(Map<TopicPartition, Long> positions, int waitMs) {
        var first = new CompletableFuture<Void>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        positions.forEach((partition, position) ->
                all.add(
                        reader.fetch(partition, position, 1, waitMs)
                                .thenAccept(answer -> {
                                    if (isWorthReading(answer)) {
                                        first.complete(null);
                                    }
                                })));
        CompletableFuture.anyOf(
                        first, CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])))
                .join();
    }

    private static boolean isWorthReading(Answer<Fetched> answer) {
        return switch (answer) {
            case Answer.Given<Fetched> given -> given.value().batches().hasRemaining();
            case Answer.Refused<Fetched> _ -> true;
        };
    }
}
