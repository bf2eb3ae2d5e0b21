package io.taffrail.broker.partition;

import io.taffrail.broker.replication.LeaderState;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;

/** What this broker is to a partition, at one leader epoch. */
sealed interface Role {

    /** Its log has not been opened, so it has not begun to be anything. */
    record Unopened() implements Role {}

    /** It takes appends and says what is replicated. */
    record Leader(LeaderState state) implements Role {}

    /** Another broker leads, or none does. */
    record Follower(int leaderId, int leaderEpoch) implements Role {}

    /** It can do nothing with the partition, for the reason given. */
    record Offline(Rejected reason) implements Role {}

    /** What is said to whoever takes this broker for the leader. */
    default Rejected notLeading(PartitionId id, PartitionImage assigned) {
        return this instanceof Offline offline
                ? offline.reason()
                : new Rejected(
                        Rejection.NOT_LEADER_OR_FOLLOWER,
                        assigned.hasLeader()
                                ? "broker " + assigned.leader() + " leads " + id
                                : "nobody leads " + id + " now");
    }

    /**
     * What the controller's assignment makes of a broker that has the log.
     *
     * @param highWatermark what is known to be replicated
     */
    static Role of(
            PartitionPorts ports,
            PartitionImage assigned,
            PartitionLog log,
            long highWatermark,
            int minInSyncReplicas) {
        if (assigned.leader() != ports.localId()) {
            return new Follower(assigned.leader(), assigned.leaderEpoch());
        }
        log.beginEpoch(assigned.leaderEpoch());
        var state =
                new LeaderState(
                        ports.localId(),
                        assigned,
                        log.view().endOffset(),
                        highWatermark,
                        minInSyncReplicas,
                        ports.replicaLagMaxMs(),
                        ports.isActive(),
                        ports.stopwatchMs());
        state.onLocalDurable(log.durableOffset(), ports.stopwatchMs());
        return new Leader(state);
    }
}
