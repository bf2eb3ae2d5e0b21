package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogView;

/**
 * A partition as it was at one moment, for readers on any thread.
 *
 * @param highWatermark nothing from here on is shown to consumers
 * @param leaderEpoch the epoch of the leadership that this broker knows
 * @param isLeader whether this broker leads
 */
public record PartitionView(LogView log, long highWatermark, int leaderEpoch, boolean isLeader) {

    /** Where a consumer of committed records must stop: at the first open transaction. */
    public long lastStableOffset() {
        long firstOpen = log.firstOpenTransactionOffset();
        return firstOpen < 0 ? highWatermark : Math.min(firstOpen, highWatermark);
    }
}
