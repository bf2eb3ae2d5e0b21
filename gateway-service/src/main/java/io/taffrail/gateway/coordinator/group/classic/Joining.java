package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Join;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** JoinGroup: newcomers, those who come again with the id that they were given, and members. */
final class Joining {

    private final Supplier<GroupSettings> settings;
    private final Rebalance rebalance;
    private final StaticReturn staticReturn;

    Joining(Supplier<GroupSettings> settings, Rebalance rebalance) {
        this.settings = settings;
        this.rebalance = rebalance;
        this.staticReturn = new StaticReturn(rebalance);
    }

    /** What can be refused without a look at the group; null when it must be looked at. */
    @Nullable Rejected judge(Join join) {
        int minMs = settings.get().minSessionTimeoutMs();
        int maxMs = settings.get().maxSessionTimeoutMs();
        if (join.sessionTimeoutMs() < minMs || join.sessionTimeoutMs() > maxMs) {
            return new Rejected(
                    Rejection.INVALID_SESSION_TIMEOUT,
                    "session.timeout.ms %d is not between group.min.session.timeout.ms %d and group.max.session.timeout.ms %d"
                            .formatted(join.sessionTimeoutMs(), minMs, maxMs));
        }
        return null;
    }

    void handle(ClassicGroup group, Join join, Reply<JoinAnswer> reply, Turn<GroupEntry> turn) {
        if (!hasRoomFor(group, join.memberId())) {
            turn.refuse(
                    reply,
                    Rejection.GROUP_MAX_SIZE_REACHED,
                    "group %s may have group.max.size %d members, and has them: raise it"
                            .formatted(group.id(), settings.get().maxSize()));
            sendAway(group, join.memberId(), turn);
        } else if (!group.canAgreeWith(join)) {
            turn.refuse(
                    reply,
                    Rejection.INCONSISTENT_GROUP_PROTOCOL,
                    "group %s is of %s, and shares none of the protocols %s of %s: let all members offer a common one"
                            .formatted(
                                    group.id(),
                                    group.protocolType().isEmpty()
                                            ? "no protocol type"
                                            : "protocol type " + group.protocolType(),
                                    join.protocols().stream().map(OfferedProtocol::name).toList(),
                                    join.protocolType().isEmpty()
                                            ? "a member without a protocol type"
                                            : "protocol type " + join.protocolType()));
        } else if (join.memberId().isEmpty()) {
            welcomeNewcomer(group, join, reply, turn);
        } else if (group.isPromised(join.memberId()) && join.instanceId() == null) {
            add(group, ClassicMember.joining(join.memberId(), join), join, reply, turn);
        } else {
            welcomeMember(group, join, reply, turn);
        }
    }

    /**
     * While a group prepares, who has joined counts, and not who is in: when the bound was lowered,
     * the last ones to rejoin have to go.
     */
    private boolean hasRoomFor(ClassicGroup group, String memberId) {
        int sizeMax = settings.get().maxSize();
        if (group.is(ClassicState.EMPTY)) {
            return true;
        }
        if (group.is(ClassicState.PREPARING_REBALANCE)) {
            ClassicMember member = group.find(memberId);
            boolean hasJoined = member != null && member.isAwaitingJoin();
            return hasJoined || group.awaitingJoin() < sizeMax;
        }
        return group.has(memberId) || group.members().size() < sizeMax;
    }

    private void sendAway(ClassicGroup group, String memberId, Turn<GroupEntry> turn) {
        boolean wasWaitedFor = group.has(memberId) || group.isPromised(memberId);
        if (wasWaitedFor) {
            group.breakPromise(memberId);
            group.remove(memberId);
            Sessions.end(group, memberId, turn);
            rebalance.endIfComplete(group, turn);
        }
    }

    private void welcomeNewcomer(
            ClassicGroup group, Join join, Reply<JoinAnswer> reply, Turn<GroupEntry> turn) {
        String instanceId = join.instanceId();
        String memberId = (instanceId != null ? instanceId : join.clientId()) + "-" + turn.newId();
        ClassicMember before = group.findStatic(instanceId);
        if (before != null) {
            staticReturn.handle(group, before, memberId, join, reply, turn);
        } else if (instanceId == null && join.canBeToldItsId()) {
            // A client whose first request times out asks again. Had it been let in at once, each
            // attempt would leave a dead member behind (KIP-394).
            group.promise(memberId);
            Sessions.beginPromised(group, memberId, join.sessionTimeoutMs(), turn);
            turn.grant(reply, new JoinAnswer.ComeAgain(memberId));
        } else {
            add(group, ClassicMember.joining(memberId, join), join, reply, turn);
        }
    }

    private void add(
            ClassicGroup group,
            ClassicMember member,
            Join join,
            Reply<JoinAnswer> reply,
            Turn<GroupEntry> turn) {
        FirstRebalance first = group.firstRebalance();
        if (group.is(ClassicState.PREPARING_REBALANCE) && first != null) {
            group.firstRebalance(first.withNewcomer());
        }
        group.add(member, join.protocolType());
        Waiting.joinOf(group, member, reply, turn);
        Sessions.beginNew(group, member, turn);
        rebalance.beginOrGoOn(group, "member " + member.id() + " is new", turn);
    }

    private void welcomeMember(
            ClassicGroup group, Join join, Reply<JoinAnswer> reply, Turn<GroupEntry> turn) {
        Rejected stranger = Standing.ofMember(group, join.memberId(), join.instanceId());
        ClassicMember member = group.find(join.memberId());
        if (stranger != null || member == null) {
            turn.refuse(
                    reply,
                    stranger != null
                            ? stranger
                            : Standing.unknown(group.id(), "member " + join.memberId()));
            return;
        }
        boolean isUnchanged = member.protocols().equals(join.protocols());
        if (group.is(ClassicState.COMPLETING_REBALANCE) && isUnchanged) {
            // The answer to its first request was lost.
            turn.grant(reply, Welcome.to(group, member));
        } else if (group.is(ClassicState.STABLE) && isUnchanged && !group.isLeader(member.id())) {
            turn.grant(reply, Welcome.to(group, member));
        } else {
            // A leader rejoins when it knows better than the others, such as of new partitions.
            member.update(join);
            Waiting.joinOf(group, member, reply, turn);
            String reason =
                    isUnchanged ? "leader %s joins again" : "member %s offers something else";
            rebalance.beginOrGoOn(group, reason.formatted(member.id()), turn);
        }
    }
}
