package io.taffrail.broker.partition;

import io.taffrail.broker.storage.DiskObserver;
import io.taffrail.kernel.runtime.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What every partition of a broker shares.
 *
 * @param peers reads what other replicas hold
 * @param contacts when those who know who leads were heard
 * @param isActive whether the controller lets that broker serve
 * @param nodeEpoch this broker's registration
 * @param news asks the controller whether anything has changed; completes when every partition has
 *     been told, or with false when nobody answers
 * @param replicaLagMaxMs {@code replica.lag.time.max.ms}
 * @param traffic counts what goes in and out
 * @param disk told how long appends take
 */
public record PartitionPorts(
        int localId,
        Clock clock,
        LogStore store,
        IsrProposals proposals,
        Followings followings,
        PeerRecords peers,
        Vigil vigil,
        Contacts contacts,
        IntPredicate isActive,
        LongSupplier nodeEpoch,
        Supplier<CompletableFuture<Boolean>> news,
        LongSupplier replicaLagMaxMs,
        Traffic traffic,
        DiskObserver disk) {

    /** A stopwatch's reading, for how long things take. */
    long stopwatchMs() {
        return clock.nanoTime() / 1_000_000;
    }
}
