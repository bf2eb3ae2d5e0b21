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
 * @param isCutOff whether another is likely to lead by now, so that clients are to look for it
 */
public record PartitionView(
        LogView log,
        long highWatermark,
        int leaderEpoch,
        boolean isLeader,
        boolean isSettled,
        boolean isCutOff) {

    static PartitionView ofLeader(LogView log, LeaderState state, boolean isCutOff) {
        return new PartitionView(
                log, state.highWatermark(), state.leaderEpoch(), true, state.isSettled(), isCutOff);
    }

    static PartitionView ofFollower(LogView log, long highWatermark, int leaderEpoch) {
        return new PartitionView(
                log, Math.min(highWatermark, log.endOffset()), leaderEpoch, false, true, false);
    }

    static PartitionView offline(LogView log, long highWatermark) {
        return new PartitionView(log, highWatermark, -1, false, true, false);
    }

    /** Where a consumer of committed records must stop: at the first open transaction. */
    public long lastStableOffset() {
        long firstOpen = log.firstOpenTransactionOffset();
        return firstOpen < 0 ? highWatermark : Math.min(firstOpen, highWatermark);
    }
}
