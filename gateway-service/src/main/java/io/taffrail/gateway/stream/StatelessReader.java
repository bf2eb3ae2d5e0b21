package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.CorruptBatchException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

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
     * Reads up to {@code limit} records and about {@code bytesMax} bytes; when there are none yet,
     * waits up to {@code waitMs} for the first.
     */
    public Answer<Page> read(
            Map<TopicPartition, Long> positions, int limit, int bytesMax, int waitMs) {
        Answer<Page> page = readNow(positions, limit, bytesMax);
        boolean isEmpty =
                page instanceof Answer.Given<Page> given && given.value().slices().isEmpty();
        if (!isEmpty || waitMs <= 0 || positions.isEmpty()) {
            return page;
        }
        awaitAny(positions, waitMs);
        return readNow(positions, limit, bytesMax);
    }

    private Answer<Page> readNow(Map<TopicPartition, Long> positions, int limit, int bytesMax) {
        List<Slice> slices = new ArrayList<>();
        Map<TopicPartition, Long> next = new LinkedHashMap<>(positions);
        int left = limit;
        int bytesLeft = bytesMax;
        for (var entry : new ResumeToken(positions).nextOffsets().entrySet()) {
            TopicPartition partition = entry.getKey();
            long position = entry.getValue();
            while (left > 0 && bytesLeft > 0) {
                FetchedChunk chunk;
                try {
                    int fetchBytes = Math.min(bytesLeft, FETCH_BYTES);
                    switch (reader.fetch(partition, position, fetchBytes, 0).join()) {
                        case Answer.Refused<Fetched> refused -> {
                            return Answer.refused(refused.rejected());
                        }
                        case Answer.Given<Fetched> given ->
                                chunk = FetchedChunk.read(partition, given.value(), position);
                    }
                } catch (CorruptBatchException e) {
                    return Answer.refused(
                            new Rejected(
                                    Rejection.CORRUPT_MESSAGE, String.valueOf(e.getMessage())));
                }
                if (chunk.nextOffset() == position) {
                    break;
                }
                int to = Math.min(chunk.recordCount(), left);
                if (to > 0) {
                    slices.add(new Slice(chunk, 0, to));
                }
                left -= to;
                bytesLeft -= chunk.weightBytes();
                position = to < chunk.recordCount() ? chunk.offset(to) : chunk.nextOffset();
                next.put(partition, position);
            }
        }
        return Answer.of(new Page(slices, new ResumeToken(next)));
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
