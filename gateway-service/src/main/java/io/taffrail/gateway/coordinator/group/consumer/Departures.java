package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberAssigned;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberTarget;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.RevocationTimer;
import java.util.List;

/**
 * How members go: by their own wish, for a while, because they were not heard of in time, or with
 * the gateway that they live on. When nobody is left who speaks this protocol, the others go on in
 * the classic one.
 */
final class Departures {

    private final Conversions conversions;

    Departures(Conversions conversions) {
        this.conversions = conversions;
    }

    void leave(
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
            remove(group, List.of(member), turn);
        }
        turn.grant(reply, new HeartbeatAnswer(member.id(), heartbeat.memberEpoch(), 0, null));
    }

    /** Takes members out; the others get their partitions with the next epoch or generation. */
    void remove(ConsumerGroup group, List<ConsumerMember> gone, Turn<GroupEntry> turn) {
        if (gone.isEmpty()) {
            return;
        }
        for (ConsumerMember member : gone) {
            forget(group, member, turn);
            Regexes.dropIfUnused(group, member.subscription().regex(), turn);
        }
        // The epoch does not rise then: members of another generation would have to throw away
        // what they read before they could commit it.
        if (conversions.canDowngrade(List.copyOf(group.members()))) {
            conversions.downgrade(group, turn);
        } else {
            Epochs.rise(group, turn);
        }
    }

    /** A static member is back under another id: it gets all that its former self had. */
    void replace(
            ConsumerGroup group, ConsumerMember former, String memberId, Turn<GroupEntry> turn) {
        var target = group.target(former.id());
        forget(group, former, turn);
        turn.write(new MemberSubscribed(group.id(), memberId, former.subscription()));
        turn.write(new MemberTarget(group.id(), memberId, target));
        turn.write(new MemberAssigned(group.id(), memberId, former.assignment().inherited()));
    }

    private static void forget(ConsumerGroup group, ConsumerMember member, Turn<GroupEntry> turn) {
        turn.write(new MemberAssigned(group.id(), member.id(), null));
        turn.write(new MemberTarget(group.id(), member.id(), null));
        turn.write(new MemberSubscribed(group.id(), member.id(), null));
        Sessions.endAll(group, member, turn);
    }
}
