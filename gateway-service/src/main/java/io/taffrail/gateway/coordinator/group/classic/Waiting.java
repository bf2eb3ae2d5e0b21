package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;

/** Those who wait for a member's JoinGroup or SyncGroup: everyone is answered exactly once. */
final class Waiting {

    private Waiting() {}

    static void joinOf(
            ClassicGroup group,
            ClassicMember member,
            Reply<JoinAnswer> reply,
            Turn<GroupEntry> turn) {
        refuseJoin(member, retried(group, member), turn);
        member.awaitJoin(reply);
    }

    static void syncOf(
            ClassicGroup group,
            ClassicMember member,
            Reply<Assigned> reply,
            Turn<GroupEntry> turn) {
        refuseSync(member, retried(group, member), turn);
        member.awaitSync(reply);
    }

    static void grantJoin(ClassicMember member, JoinAnswer answer, Turn<GroupEntry> turn) {
        Reply<JoinAnswer> waiting = member.takeAwaitedJoin();
        if (waiting != null) {
            turn.grant(waiting, answer);
        }
    }

    static void refuseJoin(ClassicMember member, Rejected rejected, Turn<GroupEntry> turn) {
        Reply<JoinAnswer> waiting = member.takeAwaitedJoin();
        if (waiting != null) {
            turn.refuse(waiting, rejected);
        }
    }

    static void refuseSync(ClassicMember member, Rejected rejected, Turn<GroupEntry> turn) {
        Reply<Assigned> waiting = member.takeAwaitedSync();
        if (waiting != null) {
            turn.refuse(waiting, rejected);
        }
    }

    /** The member will not be answered in any other way. */
    static void refuseAll(ClassicMember member, Rejected rejected, Turn<GroupEntry> turn) {
        refuseJoin(member, rejected, turn);
        refuseSync(member, rejected, turn);
    }

    /** A client asks again when its connection broke; nobody reads the answer to the first. */
    private static Rejected retried(ClassicGroup group, ClassicMember member) {
        return new Rejected(
                Rejection.REBALANCE_IN_PROGRESS,
                "member %s of group %s has asked again: the later request is answered"
                        .formatted(member.id(), group.id()));
    }
}
