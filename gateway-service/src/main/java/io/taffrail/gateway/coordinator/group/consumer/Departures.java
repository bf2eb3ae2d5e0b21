package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberAssigned;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberTarget;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.RevocationTimer;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.SessionTimer;
import java.util.List;

/**
 * How members go: by their own wish, for a while, because they were not heard of in time, or with
 * the gateway that they live on.
 */
final class Departures {

    private Departures() {}

    static void leave(
            ConsumerGroup group,
            Heartbeat heartbeat,
            Reply<HeartbeatAnswer> reply,
            Turn<GroupEntry> turn) {
        ConsumerMember member = MemberChecks.find(group, heartbeat);
        String instanceId = heartbeat.instanceId();
        if (member == null) {
            turn.refuse(
                    reply,
                    instanceId == null
                            ? Refusals.unknownMember(group.id(), heartbeat.memberId())
                            : Refusals.unknownInstance(instanceId));
            return;
        }
        if (instanceId != null && !member.id().equals(heartbeat.memberId())) {
            turn.refuse(
                    reply, Refusals.fencedInstance(heartbeat.memberId(), instanceId, member.id()));
            return;
        }
        if (heartbeat.memberEpoch() == Heartbeat.LEAVE_FOR_A_WHILE) {
            turn.write(new MemberAssigned(group.id(), member.id(), member.assignment().away()));
            turn.cancel(new RevocationTimer(group.id(), member.id()));
        } else {
            remove(group, member, turn);
        }
        turn.grant(reply, new HeartbeatAnswer(member.id(), heartbeat.memberEpoch(), 0, null));
    }

    /** Takes the member out; the others get its partitions with the next epoch. */
    static void remove(ConsumerGroup group, ConsumerMember member, Turn<GroupEntry> turn) {
        remove(group, List.of(member), turn);
    }

    /** Takes several out, at the price of one rebalance. */
    static void remove(ConsumerGroup group, List<ConsumerMember> members, Turn<GroupEntry> turn) {
        for (ConsumerMember member : members) {
            forget(group, member, turn);
            Regexes.dropIfUnused(group, member.subscription().regex(), turn);
        }
        Epochs.rise(group, turn);
    }

    /** A static member is back under another id: it gets all that its former self had. */
    static void replace(
            ConsumerGroup group, ConsumerMember away, String memberId, Turn<GroupEntry> turn) {
        var target = group.target(away.id());
        forget(group, away, turn);
        turn.write(new MemberSubscribed(group.id(), memberId, away.subscription()));
        turn.write(new MemberTarget(group.id(), memberId, target));
        turn.write(new MemberAssigned(group.id(), memberId, away.assignment().inherited()));
    }

    private static void forget(ConsumerGroup group, ConsumerMember member, Turn<GroupEntry> turn) {
        turn.write(new MemberAssigned(group.id(), member.id(), null));
        turn.write(new MemberTarget(group.id(), member.id(), null));
        turn.write(new MemberSubscribed(group.id(), member.id(), null));
        turn.cancel(new SessionTimer(group.id(), member.id()));
        turn.cancel(new RevocationTimer(group.id(), member.id()));
    }
}
