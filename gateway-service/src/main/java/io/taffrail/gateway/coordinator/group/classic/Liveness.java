package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Heartbeat;
import io.taffrail.kernel.fault.Rejected;

/** Heartbeats, and what becomes of members whose heartbeats stay away. */
final class Liveness {

    private final Rebalance rebalance;

    Liveness(Rebalance rebalance) {
        this.rebalance = rebalance;
    }

    void handle(ClassicGroup group, Heartbeat beat, Reply<Alive> reply, Turn<GroupEntry> turn) {
        Rejected wrong =
                Standing.ofMemberIn(group, beat.memberId(), beat.instanceId(), beat.generation());
        ClassicMember member = group.find(beat.memberId());
        if (wrong != null || member == null) {
            turn.refuse(
                    reply,
                    wrong != null
                            ? wrong
                            : Standing.unknown(group.id(), "member " + beat.memberId()));
            return;
        }
        Sessions.renew(group, member, turn);
        if (group.is(ClassicState.PREPARING_REBALANCE)) {
            turn.refuse(reply, Standing.rebalancing(group));
        } else {
            turn.grant(reply, Alive.AND_WELL);
        }
    }

    void onSessionEnds(ClassicGroup group, String memberId, Turn<GroupEntry> turn) {
        if (group.isPromised(memberId)) {
            group.breakPromise(memberId);
            rebalance.endIfComplete(group, turn);
            return;
        }
        ClassicMember member = group.find(memberId);
        boolean waitsForUs =
                member != null
                        && !member.isNew()
                        && (member.isAwaitingJoin() || member.isAwaitingSync());
        if (member == null || waitsForUs) {
            // One that waits for an answer of ours sends no heartbeats, and its session begins anew
            // with the answer.
            return;
        }
        Waiting.refuseAll(member, Standing.unknown(group.id(), "member " + memberId), turn);
        group.remove(memberId);
        rebalance.beginOrGoOn(group, "member " + memberId + " gave no sign of life", turn);
    }
}
