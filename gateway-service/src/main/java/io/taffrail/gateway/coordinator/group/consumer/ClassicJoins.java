package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.MigrationPolicy;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Join;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.ComeAgain;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.Joined;
import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.coordinator.group.embedded.EmbeddedAssignment;
import io.taffrail.gateway.coordinator.group.embedded.EmbeddedSubscription;
import io.taffrail.gateway.coordinator.group.embedded.MalformedEmbedded;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * JoinGroup in a group that assigns on the coordinator: what a heartbeat is to others. Nobody waits
 * for anybody, nobody leads, and the member's epoch is its generation (KIP-848, Online migration).
 */
final class ClassicJoins {

    private static final String CONSUMER = "consumer";

    private final Supplier<GroupSettings> settings;
    private final Epochs epochs;
    private final Sessions sessions;
    private final Departures departures;
    private final Reconciler reconciler;
    private final Conversions conversions;

    ClassicJoins(
            Supplier<GroupSettings> settings,
            Epochs epochs,
            Sessions sessions,
            Departures departures,
            Reconciler reconciler,
            Conversions conversions) {
        this.settings = settings;
        this.epochs = epochs;
        this.sessions = sessions;
        this.departures = departures;
        this.reconciler = reconciler;
        this.conversions = conversions;
    }

    void handle(ConsumerGroup group, Join join, Reply<JoinAnswer> reply, Turn<GroupEntry> turn) {
        Rejected objection = objection(group, join);
        if (objection != null) {
            turn.refuse(reply, objection);
            return;
        }
        EmbeddedSubscription subscription;
        try {
            subscription = EmbeddedSubscription.read(preferred(join).metadata().bytes());
        } catch (MalformedEmbedded e) {
            turn.refuse(reply, unreadable(group, join, e));
            return;
        }
        if (hasBeenThrownOut(group, join, subscription)) {
            turn.refuse(reply, Refusals.unknownMember(group.id(), join.memberId()));
        } else if (!join.memberId().isEmpty()) {
            join(group, join, subscription, reply, turn);
        } else if (join.instanceId() == null && join.canBeToldItsId()) {
            turn.grant(reply, new ComeAgain(newMemberId(join, turn)));
        } else {
            join(group, join.withMemberId(newMemberId(join, turn)), subscription, reply, turn);
        }
    }

    /**
     * Ids that are given away are not remembered, so an unknown one may be new. Not so if it says
     * that it reads something: that may be another's by now, and whoever is let in could commit for
     * it. Kafka lets it in; here it is told, so that it drops what it had.
     */
    private static boolean hasBeenThrownOut(
            ConsumerGroup group, Join join, EmbeddedSubscription subscription) {
        return join.instanceId() == null
                && group.member(join.memberId()) == null
                && !subscription.ownsNothing();
    }

    private static String newMemberId(Join join, Turn<GroupEntry> turn) {
        return Objects.requireNonNullElse(join.instanceId(), join.clientId()) + "-" + turn.newId();
    }

    private static OfferedProtocol preferred(Join join) {
        return join.protocols().getFirst();
    }

    private @Nullable Rejected objection(ConsumerGroup group, Join join) {
        if (conversions.policy() == MigrationPolicy.DISABLED) {
            return new Rejected(
                    Rejection.INCONSISTENT_GROUP_PROTOCOL,
                    "group %s has members of group.protocol consumer, and group.consumer.migration.policy is disabled: set group.protocol=consumer, or stop them first"
                            .formatted(group.id()));
        }
        int sizeMax = settings.get().consumerMaxSize();
        if (group.size() >= sizeMax && group.member(join.memberId()) == null) {
            return MemberChecks.full(sizeMax);
        }
        boolean canTakePart =
                join.protocolType().equals(CONSUMER)
                        && !join.protocols().isEmpty()
                        && group.sharesProtocolWith(join.protocols());
        if (!canTakePart) {
            return new Rejected(
                    Rejection.INCONSISTENT_GROUP_PROTOCOL,
                    "group %s is of consumers, and shares none of the protocols %s of protocol type %s: let all members offer a common one"
                            .formatted(
                                    group.id(),
                                    join.protocols().stream().map(OfferedProtocol::name).toList(),
                                    join.protocolType()));
        }
        return join.instanceId() == null || join.memberId().isEmpty()
                ? null
                : ClassicSigns.objectionToInstance(group, join.memberId(), join.instanceId());
    }

    private static Rejected unreadable(ConsumerGroup group, Join join, MalformedEmbedded why) {
        return new Rejected(
                Rejection.INCONSISTENT_GROUP_PROTOCOL,
                "the subscription of a member of group %s by protocol %s cannot be read, %s: use an assignor of Kafka's"
                        .formatted(group.id(), preferred(join).name(), why.getMessage()));
    }

    private void join(
            ConsumerGroup group,
            Join join,
            EmbeddedSubscription subscription,
            Reply<JoinAnswer> reply,
            Turn<GroupEntry> turn) {
        String memberId = join.memberId();
        ConsumerMember before =
                join.instanceId() == null
                        ? group.member(memberId)
                        : group.staticMember(join.instanceId());
        MemberSubscription wanted = wanted(before, join, subscription);
        boolean isReplaced = before != null && !before.id().equals(memberId);
        if (before != null && isReplaced) {
            departures.replace(group, before, memberId, turn);
        }
        ConsumerMember known = group.member(memberId);
        if (known == null || !known.subscription().equals(wanted)) {
            turn.write(new MemberSubscribed(group.id(), memberId, wanted));
        }
        Regexes.dropIfUnused(group, before == null ? null : before.subscription().regex(), turn);
        if (isReplaced && conversions.canDowngrade(List.copyOf(group.members()))) {
            conversions.downgrade(group, turn);
            conversions.rejoin(join, reply, turn);
            return;
        }
        epochs.advance(
                group, !wanted.wantsTheSameAs(before == null ? null : before.subscription()), turn);
        reconciler.step(
                group,
                memberId,
                EmbeddedAssignment.partitionSet(subscription.owned(), turn.image()),
                turn);
        welcome(group, memberId, wanted, reply, turn);
    }

    private static MemberSubscription wanted(
            @Nullable ConsumerMember before, Join join, EmbeddedSubscription subscription) {
        MemberSubscription was = before == null ? null : before.subscription();
        String rackId = subscription.rackId();
        String instanceId = join.instanceId();
        return new MemberSubscription(
                instanceId == null && was != null ? was.instanceId() : instanceId,
                rackId == null && was != null ? was.rackId() : rackId,
                join.clientId(),
                join.clientHost(),
                subscription.topics(),
                "",
                join.rebalanceTimeoutMs(),
                was == null ? null : was.assignor(),
                new ClassicSide(join.sessionTimeoutMs(), join.protocols()));
    }

    private void welcome(
            ConsumerGroup group,
            String memberId,
            MemberSubscription subscription,
            Reply<JoinAnswer> reply,
            Turn<GroupEntry> turn) {
        ConsumerMember member = Objects.requireNonNull(group.member(memberId), "it has joined");
        sessions.renew(group, member, turn);
        sessions.awaitSync(group, member, turn);
        ClassicSide classic = Objects.requireNonNull(subscription.classic(), "it has just said");
        turn.grant(
                reply,
                new Joined(
                        memberId,
                        member.epoch(),
                        CONSUMER,
                        classic.preferred().name(),
                        "",
                        List.of(),
                        false));
    }
}
