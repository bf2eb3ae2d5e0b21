package io.taffrail.broker.link;

import io.taffrail.broker.partition.FromLeader;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.replication.ReplicaPosition;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Fetches from one leader for all partitions that follow it. One request at a time. */
public interface LeaderSource {

    /**
     * @param wanted every partition that follows and can take more; who is not named pauses
     * @return what there is for some of them; completes on any thread, and fails when the leader
     *     cannot be reached
     */
    CompletableFuture<Map<PartitionId, FromLeader>> fetch(Map<PartitionId, Wanted> wanted);

    /**
     * Where a partition wants to go on.
     *
     * @param leaderEpoch the epoch in which it follows
     */
    record Wanted(int leaderEpoch, ReplicaPosition position) {}
}
