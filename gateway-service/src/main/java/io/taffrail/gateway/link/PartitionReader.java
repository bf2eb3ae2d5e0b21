package io.taffrail.gateway.link;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Reads record batches and offsets of a partition, from the partition's leader. */
public interface PartitionReader {

    /** Kafka's way to ask {@link #offset} for the log's start. */
    long EARLIEST = -2;

    /** Kafka's way to ask {@link #offset} for the log's end. */
    long LATEST = -1;

    /**
     * Waits until there is something at that offset, at most {@code maxWaitMs}, and reads whole
     * batches from the one that contains the offset.
     */
    CompletableFuture<Answer<Fetched>> fetch(
            TopicPartition partition, long offset, int maxBytes, int maxWaitMs);

    /**
     * The first offset whose record is not older than that time, or the log's end when there is
     * none; {@link #EARLIEST} and {@link #LATEST} ask for the bounds.
     */
    CompletableFuture<Answer<Long>> offset(TopicPartition partition, long timestampMs);

    /** As {@link #offset} of many partitions; over the wire with one request to each leader. */
    default CompletableFuture<Map<TopicPartition, Answer<Long>>> offsets(
            Collection<TopicPartition> partitions, long timestampMs) {
        CompletableFuture<Map<TopicPartition, Answer<Long>>> all =
                CompletableFuture.completedFuture(new HashMap<>());
        for (TopicPartition partition : new LinkedHashSet<>(partitions)) {
            all =
                    all.thenCombine(
                            offset(partition, timestampMs),
                            (found, answer) -> {
                                found.put(partition, answer);
                                return found;
                            });
        }
        return all;
    }

    /**
     * What a fetch brought.
     *
     * @param batches zero or more batches; the first may begin before the offset that was asked for
     */
    record Fetched(ByteBuffer batches, long highWatermark, long logStartOffset) {}
}
