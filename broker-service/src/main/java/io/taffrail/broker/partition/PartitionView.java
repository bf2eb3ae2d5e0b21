package io.taffrail.broker.partition;

import io.taffrail.broker.replication.LeaderState;
import io.taffrail.broker.storage.LogView;

/**
 * A partition as it was at one moment, for readers on any thread.
 *
 * @param highWatermark nothing from here on is shown to consumers
 * @param leaderEpoch the epoch of the leadership that this broker knows; -1 when it can do nothing
 * @param isLeader whether this broker leads
 * @param isSettled whether the high watermark has reached what was there when the leader's epoch
 *     began; before that an earlier leader may have shown more than this one knows to be replicated
 */
public record PartitionView(
        LogView log, long highWatermark, int leaderEpoch, boolean isLeader, boolean isSettled) {

    static PartitionView ofLeader(LogView log, LeaderState state) {
        return new PartitionView(
                log, state.highWatermark(), state.leaderEpoch(), true, state.isSettled());
    }

    static PartitionView ofFollower(LogView log, long highWatermark, int leaderEpoch) {
        return new PartitionView(
                log, Math.min(highWatermark, log.endOffset()), leaderEpoch, false, true);
    }

    static PartitionView offline(LogView log, long highWatermark) {
        return new PartitionView(log, highWatermark, -1, false, true);
    }

    /** Where a consumer of committed records must stop: at the first open transaction. */
    public long lastStableOffset() {
        long firstOpen = log.firstOpenTransactionOffset();
        return firstOpen < 0 ? highWatermark : Math.min(firstOpen, highWatermark);
    }
}
