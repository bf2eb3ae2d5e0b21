package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.Group;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.coordinator.group.Membership;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved.Resolution;
import io.taffrail.gateway.link.Answer;
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
    private final Departures departures;
    private final Reconciler reconciler;
    private final Conversions conversions;

    Heartbeats(
            Groups groups,
            Supplier<GroupSettings> settings,
            Epochs epochs,
            Sessions sessions,
            Departures departures,
            Reconciler reconciler,
            Conversions conversions) {
        this.groups = groups;
        this.settings = settings;
        this.epochs = epochs;
        this.sessions = sessions;
        this.departures = departures;
        this.reconciler = reconciler;
        this.conversions = conversions;
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
        if (objection != null && objection.reason() == Rejection.GROUP_ID_NOT_FOUND) {
            // It ends the client, so it must not come from one who only believes that it owns the
            // shard.
            turn.answerIfCurrent(reply, Answer.refused(objection));
            return;
        }
        if (objection != null) {
            turn.refuse(reply, objection);
            return;
        }
        Resolution resolution;
        try {
            resolution = newResolution(group, after(before, heartbeat).regex(), turn);
        } catch (UnusableRegex e) {
            turn.refuse(
                    reply,
                    Rejection.INVALID_REGULAR_EXPRESSION,
                    Objects.requireNonNullElse(e.getMessage(), ""));
            return;
        }
        boolean isAtRest = true;
        if (group == null && membership != null) {
            isAtRest = takeOver(membership, heartbeat.groupId(), turn);
            group = find(heartbeat.groupId());
            before = group == null ? null : MemberChecks.find(group, heartbeat);
        }
        MemberSubscription wanted = after(before, heartbeat);
        if (group != null && before != null && isReplaced(before, heartbeat)) {
            departures.replace(group, before, heartbeat.memberId(), turn);
        }
        ConsumerGroup joined = subscribe(heartbeat, wanted, resolution, turn);
        String regexBefore = before == null ? null : before.subscription().regex();
        Regexes.dropIfUnused(joined, regexBefore, turn);
        boolean hasChanged = !wanted.wantsTheSameAs(before == null ? null : before.subscription());
        epochs.advance(joined, hasChanged || !isAtRest, turn);
        turn.grant(reply, reconcile(joined, heartbeat, turn));
    }

    private static MemberSubscription after(@Nullable ConsumerMember before, Heartbeat heartbeat) {
        return MemberSubscription.after(before == null ? null : before.subscription(), heartbeat);
    }

    private @Nullable Rejected objectionToNewGroup(
            Heartbeat heartbeat, @Nullable Membership other) {
        String groupId = heartbeat.groupId();
        Rejected ofOther =
                other != null && other.hasMembers()
                        ? conversions.objectionToUpgrade(groupId, other, heartbeat)
                        : null;
        if (heartbeat.isJoin() || ofOther != null) {
            return ofOther;
        }
        // Kafka answers GROUP_ID_NOT_FOUND to both, which ends the client. One that slept while the
        // group went back to the classic protocol may come again.
        return other == null
                ? Refusals.unknownGroup(groupId)
                : Refusals.unknownMember(groupId, heartbeat.memberId());
    }

    /** Tells whether its members, if it has any, have what is theirs. */
    private boolean takeOver(Membership other, String groupId, Turn<GroupEntry> turn) {
        if (other.hasMembers()) {
            return conversions.upgrade(groupId, other, turn);
        }
        other.erase(turn);
        return true;
    }

    /** A static member that was away is back, or one that talked the classic protocol. */
    private static boolean isReplaced(ConsumerMember before, Heartbeat heartbeat) {
        boolean isOther = !before.id().equals(heartbeat.memberId());
        return before.assignment().isAway() || (before.speaksClassic() && isOther);
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
        PartitionSet before = member.assignment().assigned().partitions();
        CurrentAssignment next = reconciler.step(group, memberId, heartbeat.owned(), turn);
        sessions.renew(group, member, turn);
        PartitionSet assigned = next.assigned().partitions();
        boolean isTold = heartbeat.isJoin() || heartbeat.isFull() || !assigned.equals(before);
        return new HeartbeatAnswer(
                memberId,
                next.epoch(),
                settings.get().consumerHeartbeatIntervalMs(),
                isTold ? assigned : null);
    }
}
