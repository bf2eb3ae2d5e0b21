package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Join;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.Objects;

/**
 * A static member comes without its member id: its process was restarted (KIP-345). It gets a new
 * id, which fences the old process, and in a stable group it takes its assignment over without a
 * rebalance.
 */
final class StaticReturn {

    private final Rebalance rebalance;

    StaticReturn(Rebalance rebalance) {
        this.rebalance = rebalance;
    }

    void handle(
            ClassicGroup group,
            ClassicMember before,
            String memberId,
            Join join,
            Reply<JoinAnswer> reply,
            Turn<GroupEntry> turn) {
        String leaderBefore = Objects.requireNonNullElse(group.leader(), "");
        Waiting.refuseAll(before, fenced(group, before), turn);
        Sessions.end(group, before.id(), turn);
        ClassicMember member = group.rename(before, memberId);
        member.update(join);
        Sessions.renew(group, member, turn);

        if (group.is(ClassicState.STABLE)) {
            String elected = ProtocolVote.elect(group.members());
            if (Objects.equals(elected, group.protocolName())) {
                turn.write(group.written(ClassicMember::assignment, turn.nowMs()));
                turn.grant(
                        reply,
                        join.canSkipAssignment()
                                ? Welcome.back(group, member)
                                : Welcome.backUnawares(group, member, leaderBefore));
                return;
            }
        }
        // While a generation completes, its leader assigns to the old id: it must begin anew.
        Waiting.joinOf(group, member, reply, turn);
        rebalance.beginOrGoOn(
                group, "static member " + join.instanceId() + " is back as " + memberId, turn);
    }

    private static Rejected fenced(ClassicGroup group, ClassicMember before) {
        return new Rejected(
                Rejection.FENCED_INSTANCE_ID,
                "another process has joined group %s as %s: give each process an instance id of its own"
                        .formatted(group.id(), before.instanceId()));
    }
}
