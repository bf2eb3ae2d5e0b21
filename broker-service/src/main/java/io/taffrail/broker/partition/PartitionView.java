package io.taffrail.broker.partition;

import io.taffrail.broker.replication.LeaderState;
import io.taffrail.broker.storage.LogView;
import io.taffrail.kernel.fault.Rejected;

/**
 * A partition as it was at one moment, for readers on any thread.
 *
 * @param highWatermark nothing from here on is shown to consumers
 * @param leaderEpoch the epoch of the leadership that this broker knows
 * @param isLeader whether this broker leads
 */
public record PartitionView(LogView log, long highWatermark, int leaderEpoch, boolean isLeader) {

    /**
     * @param highWatermarkBefore the one that was published last, which a follower keeps
     */
    static PartitionView of(Role role, LogView log, long highWatermarkBefore) {
        return switch (role) {
            case Role.Leader(LeaderState state) ->
                    new PartitionView(log, state.highWatermark(), state.leaderEpoch(), true);
            case Role.Follower(int leaderId, int leaderEpoch) ->
                    new PartitionView(
                            log,
                            Math.min(highWatermarkBefore, log.endOffset()),
                            leaderEpoch,
                            false);
            case Role.Offline(Rejected reason) ->
                    new PartitionView(log, highWatermarkBefore, -1, false);
        };
    }

    /** Where a consumer of committed records must stop: at the first open transaction. */
    public long lastStableOffset() {
        long firstOpen = log.firstOpenTransactionOffset();
        return firstOpen < 0 ? highWatermark : Math.min(firstOpen, highWatermark);
    }
}
