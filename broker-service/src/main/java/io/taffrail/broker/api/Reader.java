package io.taffrail.broker.api;

import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.ReplicaRead;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;

/**
 * Who fetches, and so what may be seen: a consumer sees what is replicated, on the leader or on a
 * follower (KIP-392); a follower sees everything, on the leader alone.
 *
 * @param replicaId the follower that fetches, or below 0 for a consumer
 * @param nodeEpoch the follower's registration, or -1
 * @param mayReadFollowers whether the client knows that a follower may answer
 * @param rack where the consumer says that it stands, or empty
 */
record Reader(
        int replicaId,
        long nodeEpoch,
        boolean isReadCommitted,
        boolean mayReadFollowers,
        String rack) {

    private static final byte READ_COMMITTED = 1;
    private static final int REPLICA_STATE_FROM = 15;
    private static final int FOLLOWER_READS_FROM = 11;

    static Reader of(FetchRequestData request, short version) {
        boolean hasState = version >= REPLICA_STATE_FROM;
        int replicaId = hasState ? request.replicaState().replicaId() : request.replicaId();
        boolean mayReadFollowers = replicaId < 0 && version >= FOLLOWER_READS_FROM;
        return new Reader(
                replicaId,
                hasState ? request.replicaState().replicaEpoch() : -1,
                request.isolationLevel() == READ_COMMITTED,
                mayReadFollowers,
                mayReadFollowers ? request.rackId() : "");
    }

    boolean isReplica() {
        return replicaId >= 0;
    }

    /** What this follower asks of a partition that it replicates. */
    ReplicaRead replicaRead(FetchPartition asked) {
        return new ReplicaRead(
                replicaId,
                nodeEpoch,
                asked.currentLeaderEpoch(),
                asked.lastFetchedEpoch(),
                asked.fetchOffset());
    }

    /** The offset from which on nothing is shown to this consumer. */
    long bound(PartitionView view) {
        return isReadCommitted ? view.lastStableOffset() : view.highWatermark();
    }
}
