package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.classic.Alive;
import io.taffrail.gateway.coordinator.group.classic.Assigned;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Heartbeat;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Leave;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Sync;
import io.taffrail.gateway.coordinator.group.classic.Leaver;
import io.taffrail.gateway.coordinator.group.classic.Left;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.coordinator.group.embedded.EmbeddedAssignment;
import io.taffrail.gateway.coordinator.group.embedded.EmbeddedSubscription;
import io.taffrail.gateway.coordinator.group.embedded.MalformedEmbedded;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * SyncGroup, Heartbeat and LeaveGroup in a group that assigns on the coordinator. A member learns
 * by its heartbeat that it is to rejoin, and by its sync what it reads.
 */
final class ClassicSigns {

    private static final String CONSUMER = "consumer";

    private final Epochs epochs;
    private final Sessions sessions;
    private final Departures departures;

    ClassicSigns(Epochs epochs, Sessions sessions, Departures departures) {
        this.epochs = epochs;
        this.sessions = sessions;
        this.departures = departures;
    }

    void sync(ConsumerGroup group, Sync sync, Reply<Assigned> reply, Turn<GroupEntry> turn) {
        Rejected objection =
                objection(group, sync.memberId(), sync.instanceId(), sync.generation());
        ConsumerMember member = group.member(sync.memberId());
        ClassicSide classic = member == null ? null : member.subscription().classic();
        if (objection != null || member == null || classic == null) {
            turn.refuse(reply, orUnknown(objection, group, sync.memberId()));
            return;
        }
        String protocolName = classic.preferred().name();
        boolean agrees =
                (sync.protocolType() == null || sync.protocolType().equals(CONSUMER))
                        && (sync.protocolName() == null
                                || sync.protocolName().equals(protocolName));
        boolean isOvertaken =
                group.epoch() > member.epoch()
                        && member.assignment().state() != MemberState.UNREVOKED_PARTITIONS;
        if (!agrees) {
            turn.refuse(reply, otherProtocol(group, sync, protocolName));
        } else if (isOvertaken) {
            sessions.awaitJoin(group, member, turn);
            turn.refuse(reply, rebalancing(group, member));
        } else {
            Sessions.hasSynced(group, member, turn);
            sessions.renew(group, member, turn);
            turn.grant(
                    reply, new Assigned(CONSUMER, protocolName, assignment(member, classic, turn)));
        }
    }

    private static Opaque assignment(
            ConsumerMember member, ClassicSide classic, Turn<GroupEntry> turn) {
        short version;
        try {
            version = EmbeddedSubscription.read(classic.preferred().metadata().bytes()).version();
        } catch (MalformedEmbedded e) {
            throw new IllegalStateException(member.id() + " was let in without a subscription", e);
        }
        return new Opaque(
                EmbeddedAssignment.write(
                        member.assignment().assigned().partitions(), version, turn.image()));
    }

    void heartbeat(ConsumerGroup group, Heartbeat beat, Reply<Alive> reply, Turn<GroupEntry> turn) {
        Rejected objection =
                objection(group, beat.memberId(), beat.instanceId(), beat.generation());
        ConsumerMember member = group.member(beat.memberId());
        if (objection != null || member == null) {
            turn.refuse(reply, orUnknown(objection, group, beat.memberId()));
            return;
        }
        sessions.renew(group, member, turn);
        // Without a leader nobody but the coordinator sees that topics have changed.
        epochs.advance(group, false, turn);
        if (mustRejoin(group, member)) {
            sessions.awaitJoin(group, member, turn);
            turn.refuse(reply, rebalancing(group, member));
        } else {
            turn.grant(reply, Alive.AND_WELL);
        }
    }

    private static boolean mustRejoin(ConsumerGroup group, ConsumerMember member) {
        return member.epoch() < group.epoch()
                || switch (member.assignment().state()) {
                    case STABLE -> false;
                    case UNREVOKED_PARTITIONS -> true;
                    case UNRELEASED_PARTITIONS -> !group.mustWait(member);
                };
    }

    void leave(ConsumerGroup group, Leave leave, Reply<List<Left>> reply, Turn<GroupEntry> turn) {
        List<Left> outcomes = new ArrayList<>();
        Map<String, ConsumerMember> gone = new LinkedHashMap<>();
        for (Leaver leaver : leave.leavers()) {
            ConsumerMember member = find(group, leaver.memberId(), leaver.instanceId());
            Rejected objection = null;
            if (member == null) {
                objection =
                        leaver.instanceId() == null
                                ? Refusals.unknownMember(group.id(), leaver.memberId())
                                : Refusals.unknownInstance(leaver.instanceId());
            } else if (!leaver.memberId().isEmpty() && leaver.instanceId() != null) {
                objection = objectionToInstance(group, leaver.memberId(), leaver.instanceId());
            }
            if (member != null && objection == null) {
                gone.put(member.id(), member);
            }
            outcomes.add(new Left(leaver, objection));
        }
        departures.remove(group, List.copyOf(gone.values()), turn);
        turn.grant(reply, List.copyOf(outcomes));
    }

    private static @Nullable ConsumerMember find(
            ConsumerGroup group, String memberId, @Nullable String instanceId) {
        return instanceId == null ? group.member(memberId) : group.staticMember(instanceId);
    }

    /** Whether the name of a static member is that member's. */
    static @Nullable Rejected objectionToInstance(
            ConsumerGroup group, String memberId, String instanceId) {
        ConsumerMember owner = group.staticMember(instanceId);
        if (owner == null) {
            return Refusals.unknownInstance(instanceId);
        }
        return owner.id().equals(memberId)
                ? null
                : Refusals.fencedInstance(memberId, instanceId, owner.id());
    }

    private static @Nullable Rejected objection(
            ConsumerGroup group, String memberId, @Nullable String instanceId, int generation) {
        if (instanceId != null) {
            Rejected ofInstance = objectionToInstance(group, memberId, instanceId);
            if (ofInstance != null) {
                return ofInstance;
            }
        }
        ConsumerMember member = group.member(memberId);
        if (member == null) {
            return Refusals.unknownMember(group.id(), memberId);
        }
        if (!member.speaksClassic()) {
            return Refusals.notClassic(memberId);
        }
        return generation == member.epoch()
                ? null
                : new Rejected(
                        Rejection.ILLEGAL_GENERATION,
                        "member %s of group %s says generation %d, and is at %d: join again"
                                .formatted(memberId, group.id(), generation, member.epoch()));
    }

    private static Rejected orUnknown(
            @Nullable Rejected objection, ConsumerGroup group, String memberId) {
        return Objects.requireNonNullElseGet(
                objection, () -> Refusals.unknownMember(group.id(), memberId));
    }

    private static Rejected rebalancing(ConsumerGroup group, ConsumerMember member) {
        return new Rejected(
                Rejection.REBALANCE_IN_PROGRESS,
                "group %s is at epoch %d, and member %s is at %d with more to do: join again"
                        .formatted(group.id(), group.epoch(), member.id(), member.epoch()));
    }

    private static Rejected otherProtocol(ConsumerGroup group, Sync sync, String protocolName) {
        return new Rejected(
                Rejection.INCONSISTENT_GROUP_PROTOCOL,
                "member %s of group %s joined by protocol consumer %s, and syncs by %s %s: join again"
                        .formatted(
                                sync.memberId(),
                                group.id(),
                                protocolName,
                                sync.protocolType(),
                                sync.protocolName()));
    }
}
