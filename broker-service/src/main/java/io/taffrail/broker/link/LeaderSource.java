package io.taffrail.broker.link;

import io.taffrail.broker.partition.FromLeader;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.replication.ReplicaPosition;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Fetches from one leader for all partitions that follow it. One request at a time. */
public interface LeaderSource {

    /**
     * @return what there is for some of the partitions; completes on any thread, and fails when the
     *     leader cannot be reached
     */
    CompletableFuture<Map<PartitionId, FromLeader>> fetch(Round round);

    /**
     * What to ask for, as what differs from the round before: of many thousand partitions few
     * change. Belongs to whoever asks again after the answer has come.
     *
     * @param changed those that follow anew or go on elsewhere
     * @param paused those to be left out until they are changed again
     * @param all every partition that follows and can take more, as of the call
     */
    record Round(
            Map<PartitionId, Wanted> changed,
            Set<PartitionId> paused,
            Map<PartitionId, Wanted> all) {}

    /**
     * Where a partition wants to go on.
     *
     * @param leaderEpoch the epoch in which it follows
     */
    record Wanted(int leaderEpoch, ReplicaPosition position) {}
}
