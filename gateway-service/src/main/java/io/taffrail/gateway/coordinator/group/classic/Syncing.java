package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Sync;
import io.taffrail.gateway.coordinator.group.classic.ClassicTimer.SyncPhaseEnds;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SyncGroup: members wait until their leader has assigned. The assignments are written before
 * anybody is told of them, so that after a takeover all members still read what they did.
 */
final class Syncing {

    private final Rebalance rebalance;

    Syncing(Rebalance rebalance) {
        this.rebalance = rebalance;
    }

    void handle(ClassicGroup group, Sync sync, Reply<Assigned> reply, Turn<GroupEntry> turn) {
        Rejected wrong =
                Standing.ofMemberIn(group, sync.memberId(), sync.instanceId(), sync.generation());
        if (wrong == null) {
            wrong = judgeProtocol(group, sync);
        }
        if (wrong == null && group.is(ClassicState.PREPARING_REBALANCE)) {
            wrong = Standing.rebalancing(group);
        }
        ClassicMember member = group.find(sync.memberId());
        if (wrong != null || member == null) {
            turn.refuse(
                    reply,
                    wrong != null
                            ? wrong
                            : Standing.unknown(group.id(), "member " + sync.memberId()));
            return;
        }
        group.hasSynced(member.id());
        if (group.unsynced().isEmpty()) {
            turn.cancel(new SyncPhaseEnds(group.id()));
        }
        if (group.is(ClassicState.STABLE)) {
            turn.grant(reply, assigned(group, member));
            Sessions.renew(group, member, turn);
            return;
        }
        Waiting.syncOf(group, member, reply, turn);
        if (group.isLeader(member.id())) {
            // Becomes stable by the replay of what is written.
            turn.write(
                    group.written(
                            each -> sync.assignments().getOrDefault(each.id(), Opaque.EMPTY),
                            turn.nowMs()));
            answerAll(group, turn);
        }
    }

    private static void answerAll(ClassicGroup group, Turn<GroupEntry> turn) {
        for (ClassicMember member : group.members()) {
            Reply<Assigned> waiting = member.takeAwaitedSync();
            if (waiting != null) {
                turn.grant(waiting, assigned(group, member));
                // Its session was left alone while it waited.
                Sessions.renew(group, member, turn);
            }
        }
    }

    /** Who has joined and then not synced is gone; the others begin anew without it. */
    void onSyncPhaseEnds(ClassicGroup group, Turn<GroupEntry> turn) {
        boolean isLate =
                group.is(ClassicState.COMPLETING_REBALANCE) || group.is(ClassicState.STABLE);
        if (!isLate || group.unsynced().isEmpty()) {
            return;
        }
        List<String> lost = List.copyOf(group.unsynced());
        for (String memberId : lost) {
            group.remove(memberId);
            Sessions.end(group, memberId, turn);
        }
        rebalance.beginOrGoOn(group, lost + " did not sync", turn);
    }

    private static Assigned assigned(ClassicGroup group, ClassicMember member) {
        return new Assigned(group.protocolType(), group.protocolName(), member.assignment());
    }

    /** KIP-559: a member that says what it believes is told when it is wrong. */
    private static @Nullable Rejected judgeProtocol(ClassicGroup group, Sync sync) {
        boolean agrees =
                (sync.protocolType() == null || sync.protocolType().equals(group.protocolType()))
                        && (sync.protocolName() == null
                                || sync.protocolName().equals(group.protocolName()));
        if (agrees) {
            return null;
        }
        return new Rejected(
                Rejection.INCONSISTENT_GROUP_PROTOCOL,
                "group %s is of protocol %s %s, and member %s of %s %s: join again"
                        .formatted(
                                group.id(),
                                group.protocolType(),
                                group.protocolName(),
                                sync.memberId(),
                                sync.protocolType(),
                                sync.protocolName()));
    }
}
