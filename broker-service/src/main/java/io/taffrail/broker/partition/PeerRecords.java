package io.taffrail.broker.partition;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Reads what other replicas hold, as a consumer would: only what is replicated. */
@FunctionalInterface
public interface PeerRecords {

    /**
     * @param leaderEpoch the epoch in which both are replicas
     * @return batches from the offset on, none when the other has none to show; completes on any
     *     thread, and fails when it cannot be reached or refuses
     */
    CompletableFuture<ByteBuffer> read(int brokerId, PartitionId id, int leaderEpoch, long offset);
}
