package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import org.jspecify.annotations.Nullable;

/** Whether whoever sends a heartbeat is the member that it says it is (KIP-848, KIP-345). */
final class MemberChecks {

    private MemberChecks() {}

    /** The member that the heartbeat is about, or null when it is a new one. */
    static @Nullable ConsumerMember find(ConsumerGroup group, Heartbeat heartbeat) {
        String instanceId = heartbeat.instanceId();
        ConsumerMember byInstance = instanceId == null ? null : group.staticMember(instanceId);
        boolean isById = instanceId == null || heartbeat.isJoin();
        return byInstance == null && isById ? group.member(heartbeat.memberId()) : byInstance;
    }

    /**
     * @param member as {@link #find} found it
     * @param sizeMax how many members there may be
     */
    static @Nullable Rejected objection(
            ConsumerGroup group,
            Heartbeat heartbeat,
            @Nullable ConsumerMember member,
            int sizeMax) {
        if (member == null) {
            return heartbeat.isJoin() ? objectionToSize(group, sizeMax) : unknown(heartbeat);
        }
        String instanceId = heartbeat.instanceId();
        if (heartbeat.isJoin()) {
            // Whoever joins has nothing, so a member that was forgotten by its client may start
            // again; but the name of a static member is its own until it leaves or expires.
            return instanceId == null
                            || !isNamed(member, instanceId)
                            || member.assignment().isAway()
                            || member.speaksClassic()
                    ? null
                    : unreleased(heartbeat.memberId(), instanceId, member.id());
        }
        if (instanceId != null && !member.id().equals(heartbeat.memberId())) {
            return Refusals.fencedInstance(heartbeat.memberId(), instanceId, member.id());
        }
        return objectionToEpoch(heartbeat, member);
    }

    private static boolean isNamed(ConsumerMember member, String instanceId) {
        return instanceId.equals(member.subscription().instanceId());
    }

    private static @Nullable Rejected objectionToSize(ConsumerGroup group, int sizeMax) {
        return group.size() < sizeMax ? null : full(sizeMax);
    }

    static Rejected full(int sizeMax) {
        return new Rejected(
                Rejection.GROUP_MAX_SIZE_REACHED,
                "The consumer group has reached its maximum capacity of " + sizeMax + " members.");
    }

    private static Rejected unknown(Heartbeat heartbeat) {
        return heartbeat.instanceId() == null
                ? Refusals.unknownMember(heartbeat.groupId(), heartbeat.memberId())
                : Refusals.unknownInstance(heartbeat.instanceId());
    }

    private static Rejected unreleased(String memberId, String instanceId, String ownerId) {
        return new Rejected(
                Rejection.UNRELEASED_INSTANCE_ID,
                "Static member "
                        + memberId
                        + " with instance id "
                        + instanceId
                        + " cannot join the group because the instance id is owned by "
                        + ownerId
                        + " member.");
    }

    private static @Nullable Rejected objectionToEpoch(Heartbeat heartbeat, ConsumerMember member) {
        int said = heartbeat.memberEpoch();
        if (said > member.epoch()) {
            return fenced("greater", said, member.epoch());
        }
        // The answer with the new epoch may have been lost. Whoever reads nothing beyond what it
        // was given by it does no harm.
        boolean isLate =
                said == member.assignment().previousEpoch()
                        && heartbeat.owned() != null
                        && member.assignment()
                                .assigned()
                                .partitions()
                                .containsAll(heartbeat.owned());
        return said == member.epoch() || isLate ? null : fenced("smaller", said, member.epoch());
    }

    private static Rejected fenced(String how, int said, int known) {
        return new Rejected(
                Rejection.FENCED_MEMBER_EPOCH,
                "The consumer group member has a "
                        + how
                        + " member epoch ("
                        + said
                        + ") than the one known by the group coordinator ("
                        + known
                        + "). The member must abandon all its partitions and rejoin.");
    }
}
