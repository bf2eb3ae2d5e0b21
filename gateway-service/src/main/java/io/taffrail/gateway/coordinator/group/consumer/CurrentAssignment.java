package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;

/**
 * How far a member has come.
 *
 * @param epoch that it must say in its heartbeats; {@link Heartbeat#LEAVE_FOR_A_WHILE} for a static
 *     member that is away
 * @param previousEpoch that it may still say, when the answer with the new one was lost
 * @param assigned what it may read
 * @param pendingRevocation what it had to give up, and has not yet
 */
public record CurrentAssignment(
        int epoch,
        int previousEpoch,
        MemberState state,
        HeldPartitions assigned,
        HeldPartitions pendingRevocation) {

    /** Of one who has just come. */
    static final CurrentAssignment NEW =
            new CurrentAssignment(
                    Heartbeat.JOIN,
                    Heartbeat.JOIN,
                    MemberState.STABLE,
                    HeldPartitions.NONE,
                    HeldPartitions.NONE);

    boolean isReconciledTo(int targetEpoch) {
        return state == MemberState.STABLE && epoch == targetEpoch;
    }

    /** Everything that nobody else may read yet. */
    PartitionSet held() {
        return assigned.partitions().plus(pendingRevocation.partitions());
    }

    /** The partitions of a static member stay while it is away. */
    CurrentAssignment away() {
        return new CurrentAssignment(
                Heartbeat.LEAVE_FOR_A_WHILE,
                previousEpoch,
                MemberState.STABLE,
                assigned,
                HeldPartitions.NONE);
    }

    boolean isAway() {
        return epoch == Heartbeat.LEAVE_FOR_A_WHILE;
    }

    /** For the member that takes the place of this one, which was away. */
    CurrentAssignment inherited() {
        return new CurrentAssignment(
                Heartbeat.JOIN, Heartbeat.JOIN, MemberState.STABLE, assigned, HeldPartitions.NONE);
    }
}
