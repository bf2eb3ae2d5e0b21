package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose offsets are taken, and to whom they are told: only those who know their epoch. */
final class Commits {

    private Commits() {}

    static @Nullable Rejected judge(
            ConsumerGroup group, String memberId, int memberEpoch, boolean isTransactional) {
        boolean isOutsider = memberEpoch < 0;
        if (isOutsider && !group.hasMembers()) {
            return null;
        }
        // TxnOffsetCommit need not say who commits (KIP-447).
        if (isOutsider && isTransactional && memberId.isEmpty()) {
            return null;
        }
        ConsumerMember member = group.member(memberId);
        if (member == null) {
            return Refusals.unknownMember(group.id(), memberId);
        }
        if (member.epoch() == memberEpoch) {
            return null;
        }
        Rejection reason =
                isTransactional || member.speaksClassic()
                        ? Rejection.ILLEGAL_GENERATION
                        : Rejection.STALE_MEMBER_EPOCH;
        return stale(reason, member, memberEpoch);
    }

    static @Nullable Rejected judgeFetch(
            ConsumerGroup group, @Nullable String memberId, int memberEpoch) {
        if (memberId == null && memberEpoch < 0) {
            return null;
        }
        ConsumerMember member = memberId == null ? null : group.member(memberId);
        if (member == null) {
            return Refusals.unknownMember(group.id(), memberId == null ? "" : memberId);
        }
        return member.epoch() == memberEpoch
                ? null
                : stale(
                        member.speaksClassic()
                                ? Rejection.ILLEGAL_GENERATION
                                : Rejection.STALE_MEMBER_EPOCH,
                        member,
                        memberEpoch);
    }

    static boolean hasHeldSince(
            ConsumerGroup group, String memberId, int memberEpoch, UUID topicId, int partition) {
        ConsumerMember member = group.member(memberId);
        if (member == null || memberEpoch < 0 || memberEpoch >= member.epoch()) {
            return false;
        }
        CurrentAssignment assignment = member.assignment();
        return isSince(assignment.assigned(), memberEpoch, topicId, partition)
                || isSince(assignment.pendingRevocation(), memberEpoch, topicId, partition);
    }

    private static boolean isSince(
            HeldPartitions held, int memberEpoch, UUID topicId, int partition) {
        return held.partitions().contains(topicId, partition)
                && held.epochOf(topicId, partition) <= memberEpoch;
    }

    private static Rejected stale(Rejection reason, ConsumerMember member, int memberEpoch) {
        return new Rejected(
                reason,
                "the member epoch "
                        + memberEpoch
                        + " is not that of member "
                        + member.id()
                        + ", which is "
                        + member.epoch()
                        + ": retry with the epoch of the last heartbeat");
    }
}
