package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Leave;
import io.taffrail.kernel.fault.Rejected;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LeaveGroup: members that end, and static members that an admin sends away (KIP-345). */
final class Leaving {

    private final Rebalance rebalance;

    Leaving(Rebalance rebalance) {
        this.rebalance = rebalance;
    }

    void handle(ClassicGroup group, Leave leave, Reply<List<Left>> reply, Turn<GroupEntry> turn) {
        int before = group.members().size();
        List<Left> outcomes = new ArrayList<>();
        for (Leaver leaver : leave.leavers()) {
            outcomes.add(new Left(leaver, remove(group, leaver, turn)));
        }
        List<String> gone =
                outcomes.stream()
                        .filter(left -> left.refused() == null)
                        .map(left -> name(left.leaver()))
                        .toList();
        if (group.members().size() < before) {
            rebalance.beginOrGoOn(group, gone + " left", turn);
        } else {
            // Somebody who was only promised an id may have been the last one to wait for.
            rebalance.endIfComplete(group, turn);
        }
        turn.grant(reply, List.copyOf(outcomes));
    }

    private static @Nullable Rejected remove(
            ClassicGroup group, Leaver leaver, Turn<GroupEntry> turn) {
        if (group.isPromised(leaver.memberId())) {
            group.breakPromise(leaver.memberId());
            Sessions.end(group, leaver.memberId(), turn);
            return null;
        }
        ClassicMember member;
        if (leaver.memberId().isEmpty()) {
            member = group.findStatic(leaver.instanceId());
        } else {
            Rejected wrong = Standing.ofMember(group, leaver.memberId(), leaver.instanceId());
            if (wrong != null) {
                return wrong;
            }
            member = group.find(leaver.memberId());
        }
        if (member == null) {
            return Standing.unknown(group.id(), name(leaver));
        }
        Waiting.refuseAll(member, Standing.unknown(group.id(), name(leaver)), turn);
        group.remove(member.id());
        Sessions.end(group, member.id(), turn);
        return null;
    }

    /** What everybody is told when there is no such group. */
    static List<Left> ofNothing(Leave leave) {
        return leave.leavers().stream()
                .map(leaver -> new Left(leaver, Standing.unknown(leave.groupId(), name(leaver))))
                .toList();
    }

    private static String name(Leaver leaver) {
        return leaver.memberId().isEmpty()
                ? "static member " + leaver.instanceId()
                : "member " + leaver.memberId();
    }
}
