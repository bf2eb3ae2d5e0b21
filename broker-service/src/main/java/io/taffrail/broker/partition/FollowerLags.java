package io.taffrail.broker.partition;

import io.taffrail.broker.partition.Role.Leader;
import io.taffrail.broker.replication.LeaderState.FollowerLag;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * How far the followers of a partition are behind, for people. Apart from the partition itself,
 * which needs to know it for nothing.
 */
public final class FollowerLags {

    private FollowerLags() {}

    /**
     * The lag of each follower, by its id; empty where this broker does not lead, or has not opened
     * the log, which this does not do either. Completes on the partition's loop; any thread may ask.
     *
     * @param nowMs the stopwatch's
     */
    public static CompletableFuture<Map<Integer, FollowerLag>> of(Partition partition, long nowMs) {
        var lags = new CompletableFuture<Map<Integer, FollowerLag>>();
        partition
                .loop()
                .execute(() -> {
                    Map<Integer, FollowerLag> known =
                            partition.role() instanceof Leader leader
                                    ? leader.state().lags(nowMs)
                                    : Map.of();
                    lags.complete(known);
                });
        return lags;
    }
}
