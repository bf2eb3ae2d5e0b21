package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import org.jspecify.annotations.Nullable;

/**
 * The next step of one member towards its target (KIP-848). First it gives up what the target does
 * not have, and says so by what it owns; then it moves to the target's epoch and gets whatever
 * nobody holds any more; the rest follows as others give it up.
 *
 * @param targetEpoch of the target assignment
 * @param target of this member
 * @param owned what the member says that it reads, or null when it did not say
 * @param isFree whether no other member holds a partition, not even to give it up
 */
record Reconciliation(
        int targetEpoch,
        PartitionSet target,
        @Nullable PartitionSet owned,
        PartitionSet.Choice isFree) {

    /** Where the member stands after this heartbeat; the same when there is nothing to do. */
    CurrentAssignment next(CurrentAssignment now) {
        return switch (now.state()) {
            case STABLE -> now.epoch() == targetEpoch ? now : towards(now, now.epoch());
            case UNREVOKED_PARTITIONS ->
                    // The epoch rises with each revocation that is acknowledged.
                    stillOwns(now.pendingRevocation().partitions())
                            ? now
                            : towards(now, now.epoch() + 1);
            case UNRELEASED_PARTITIONS -> towards(now, now.epoch());
        };
    }

    private CurrentAssignment towards(CurrentAssignment now, int epoch) {
        PartitionSet had = now.assigned().partitions();
        PartitionSet kept = had.and(target);
        PartitionSet revoked = had.minus(target);
        if (!revoked.isEmpty() && stillOwns(revoked)) {
            return new CurrentAssignment(
                    epoch,
                    now.epoch(),
                    MemberState.UNREVOKED_PARTITIONS,
                    now.assigned().only(kept),
                    now.assigned().only(revoked));
        }
        PartitionSet missing = target.minus(kept);
        PartitionSet given = missing.where(isFree);
        boolean waits = given.size() < missing.size();
        return new CurrentAssignment(
                targetEpoch,
                now.epoch(),
                waits ? MemberState.UNRELEASED_PARTITIONS : MemberState.STABLE,
                now.assigned().only(kept).plus(given, targetEpoch),
                HeldPartitions.NONE);
    }

    /** Whoever does not say what it owns may own anything. */
    private boolean stillOwns(PartitionSet partitions) {
        return owned == null || owned.overlaps(partitions);
    }
}
