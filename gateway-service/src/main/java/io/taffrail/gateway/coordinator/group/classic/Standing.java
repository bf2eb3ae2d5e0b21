package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import org.jspecify.annotations.Nullable;

/** Whether somebody is who they say, and of the generation that they say. Null: they are. */
final class Standing {

    private Standing() {}

    static @Nullable Rejected ofMember(
            ClassicGroup group, String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            ClassicMember known = group.findStatic(instanceId);
            if (known == null) {
                return unknown(group.id(), "static member " + instanceId);
            }
            if (!known.id().equals(memberId)) {
                return new Rejected(
                        Rejection.FENCED_INSTANCE_ID,
                        "static member %s of group %s is %s by now, and no longer %s: give each process an instance id of its own"
                                .formatted(instanceId, group.id(), known.id(), memberId));
            }
        }
        return group.has(memberId) ? null : unknown(group.id(), "member " + memberId);
    }

    static @Nullable Rejected ofMemberIn(
            ClassicGroup group, String memberId, @Nullable String instanceId, int generation) {
        Rejected stranger = ofMember(group, memberId, instanceId);
        if (stranger != null) {
            return stranger;
        }
        if (generation != group.generation()) {
            return new Rejected(
                    Rejection.ILLEGAL_GENERATION,
                    "member %s is of generation %d, and group %s is at %d: join again"
                            .formatted(memberId, generation, group.id(), group.generation()));
        }
        return null;
    }

    static @Nullable Rejected ofCommit(
            ClassicGroup group,
            String memberId,
            @Nullable String instanceId,
            int generation,
            boolean isTransactional) {
        boolean isEmpty = group.is(ClassicState.EMPTY);
        if (generation < 0 && isEmpty) {
            // An admin, or a consumer that assigns its partitions itself.
            return null;
        }
        boolean claimsMembership = generation >= 0 || !memberId.isEmpty() || instanceId != null;
        if (claimsMembership) {
            Rejected wrong = ofMemberIn(group, memberId, instanceId, generation);
            if (wrong != null) {
                return wrong;
            }
        } else if (!isTransactional) {
            return new Rejected(
                    Rejection.UNKNOWN_MEMBER_ID,
                    "group %s has %d members, and only they commit: stop them first"
                            .formatted(group.id(), group.members().size()));
        }
        if (!isTransactional && group.is(ClassicState.COMPLETING_REBALANCE)) {
            // The member knows the generation but not yet what it is to read in it.
            return rebalancing(group);
        }
        return null;
    }

    static Rejected unknown(String groupId, String who) {
        return new Rejected(
                Rejection.UNKNOWN_MEMBER_ID,
                "group %s has no %s: join anew, without a member id".formatted(groupId, who));
    }

    static Rejected rebalancing(ClassicGroup group) {
        return new Rejected(
                Rejection.REBALANCE_IN_PROGRESS,
                "group %s rebalances after generation %d: join again"
                        .formatted(group.id(), group.generation()));
    }
}
