package io.taffrail.gateway.link;

import java.nio.ByteBuffer;
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

    /**
     * What a fetch brought.
     *
     * @param batches zero or more batches; the first may begin before the offset that was asked for
     */
    record Fetched(ByteBuffer batches, long highWatermark, long logStartOffset) {}
}
