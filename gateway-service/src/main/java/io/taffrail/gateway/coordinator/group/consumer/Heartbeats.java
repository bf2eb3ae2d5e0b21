package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.Group;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.coordinator.group.Membership;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberAssigned;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved.Resolution;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.RevocationTimer;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A heartbeat of one who is in the group or joins it. Everything that can be refused is looked at
 * first; then the subscription, the group's epoch, the target and the member's own assignment
 * follow, each as far as it has changed.
 */
final class Heartbeats {

    private final Groups groups;
    private final Supplier<GroupSettings> settings;
    private final Epochs epochs;
    private final Sessions sessions;

    Heartbeats(Groups groups, Supplier<GroupSettings> settings, Epochs epochs, Sessions sessions) {
        this.groups = groups;
        this.settings = settings;
        this.epochs = epochs;
        this.sessions = sessions;
    }

    void take(Heartbeat heartbeat, Reply<HeartbeatAnswer> reply, Turn<GroupEntry> turn) {
        Group found = groups.find(heartbeat.groupId());
        Membership membership = found == null ? null : found.membership();
        ConsumerGroup group = membership instanceof ConsumerGroup ours ? ours : null;
        ConsumerMember before = group == null ? null : MemberChecks.find(group, heartbeat);
        Rejected objection =
                group == null
                        ? objectionToNewGroup(heartbeat, membership)
                        : MemberChecks.objection(
                                group, heartbeat, before, settings.get().consumerMaxSize());
        if (objection != null) {
            turn.refuse(reply, objection);
            return;
        }
        MemberSubscription wanted =
                MemberSubscription.after(before == null ? null : before.subscription(), heartbeat);
        Resolution resolution;
        try {
            resolution = newResolution(group, wanted.regex(), turn);
        } catch (UnusableRegex e) {
            turn.refuse(
                    reply,
                    Rejection.INVALID_REGULAR_EXPRESSION,
                    Objects.requireNonNullElse(e.getMessage(), ""));
            return;
        }
        if (group == null && membership != null) {
            // A group of the other protocol that nobody is in any more.
            membership.erase(turn);
        }
        if (group != null && before != null && before.assignment().isAway()) {
            Departures.replace(group, before, heartbeat.memberId(), turn);
        }
        ConsumerGroup joined = subscribe(heartbeat, wanted, resolution, turn);
        String regexBefore = before == null ? null : before.subscription().regex();
        Regexes.dropIfUnused(joined, regexBefore, turn);
        boolean hasChanged = !wanted.wantsTheSameAs(before == null ? null : before.subscription());
        epochs.advance(joined, hasChanged, turn);
        turn.grant(reply, reconcile(joined, heartbeat, turn));
    }

    private static @Nullable Rejected objectionToNewGroup(
            Heartbeat heartbeat, @Nullable Membership other) {
        if (other != null && (!heartbeat.isJoin() || other.hasMembers())) {
            return Refusals.otherProtocol(heartbeat.groupId());
        }
        return heartbeat.isJoin() ? null : Refusals.unknownGroup(heartbeat.groupId());
    }

    /** The topics of an expression that the group does not know yet, or else null. */
    private static @Nullable Resolution newResolution(
            @Nullable ConsumerGroup group, @Nullable String regex, Turn<GroupEntry> turn)
            throws UnusableRegex {
        if (regex == null || (group != null && group.interests().resolution(regex) != null)) {
            return null;
        }
        return Regexes.resolve(regex, turn);
    }

    private ConsumerGroup subscribe(
            Heartbeat heartbeat,
            MemberSubscription wanted,
            @Nullable Resolution resolution,
            Turn<GroupEntry> turn) {
        String groupId = heartbeat.groupId();
        ConsumerGroup group = find(groupId);
        ConsumerMember member = group == null ? null : group.member(heartbeat.memberId());
        if (member == null || !member.subscription().equals(wanted)) {
            turn.write(new MemberSubscribed(groupId, heartbeat.memberId(), wanted));
        }
        String regex = wanted.regex();
        if (regex != null && resolution != null) {
            turn.write(new RegexResolved(groupId, regex, resolution));
        }
        return Objects.requireNonNull(find(groupId), "the member's entry makes the group");
    }

    private @Nullable ConsumerGroup find(String groupId) {
        Group group = groups.find(groupId);
        return group != null && group.membership() instanceof ConsumerGroup ours ? ours : null;
    }

    private HeartbeatAnswer reconcile(
            ConsumerGroup group, Heartbeat heartbeat, Turn<GroupEntry> turn) {
        String memberId = heartbeat.memberId();
        ConsumerMember member =
                Objects.requireNonNull(group.member(memberId), "it has just subscribed");
        CurrentAssignment now = member.assignment();
        CurrentAssignment next =
                new Reconciliation(
                                group.targetEpoch(),
                                group.target(memberId),
                                heartbeat.owned(),
                                (topicId, p) -> group.isFreeFor(memberId, topicId, p))
                        .next(now);
        if (!next.equals(now)) {
            turn.write(new MemberAssigned(group.id(), memberId, next));
            if (next.state() == MemberState.UNREVOKED_PARTITIONS) {
                sessions.awaitRevocation(group, member, turn);
            } else {
                turn.cancel(new RevocationTimer(group.id(), memberId));
            }
        }
        sessions.renew(group.id(), memberId, turn);
        PartitionSet assigned = next.assigned().partitions();
        boolean isTold =
                heartbeat.isJoin()
                        || heartbeat.isFull()
                        || !assigned.equals(now.assigned().partitions());
        return new HeartbeatAnswer(
                memberId,
                next.epoch(),
                settings.get().consumerHeartbeatIntervalMs(),
                isTold ? assigned : null);
    }
}
