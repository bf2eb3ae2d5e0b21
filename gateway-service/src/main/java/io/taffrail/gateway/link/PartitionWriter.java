package io.taffrail.gateway.link;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Appends a record batch to a partition, through the partition's leader. */
public interface PartitionWriter {

    /**
     * Sends one batch to the leader that the metadata names now.
     *
     * @param batch one finished batch of format 2; left as it was
     * @param timeoutMs how long the leader may wait for its followers
     */
    CompletableFuture<Answer<Produced>> produce(
            TopicPartition partition, ByteBuffer batch, Acks acks, int timeoutMs);

    /**
     * Where a batch landed.
     *
     * @param baseOffset the offset of the batch's first record; -1 when nobody was asked to say
     * @param logAppendTimeMs the time that the log gave the batch, or -1 when it kept the
     *     producer's
     */
    record Produced(long baseOffset, long logAppendTimeMs) {}
}
