package io.taffrail.gateway.coordinator.group.convert;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.Group;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroup;
import io.taffrail.gateway.coordinator.group.classic.ClassicMember;
import io.taffrail.gateway.coordinator.group.consumer.ClassicSide;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.GroupEpoch;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberAssigned;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberTarget;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.TargetEpoch;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerGroup;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.RevocationTimer;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer.SessionTimer;
import io.taffrail.gateway.coordinator.group.consumer.CurrentAssignment;
import io.taffrail.gateway.coordinator.group.consumer.Heartbeat;
import io.taffrail.gateway.coordinator.group.consumer.HeldPartitions;
import io.taffrail.gateway.coordinator.group.consumer.MemberState;
import io.taffrail.gateway.coordinator.group.consumer.MemberSubscription;
import io.taffrail.gateway.coordinator.group.embedded.EmbeddedAssignment;
import io.taffrail.gateway.coordinator.group.embedded.EmbeddedSubscription;
import io.taffrail.gateway.coordinator.group.embedded.MalformedEmbedded;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A classic group becomes one of KIP-848: its generation is the group's epoch and every member's,
 * and what its leader assigned last is both target and assignment. In Kafka's order of entries.
 */
final class Upgrade {

    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);
    private static final String CONSUMER = "consumer";

    private final Groups groups;
    private final Supplier<GroupSettings> settings;

    Upgrade(Groups groups, Supplier<GroupSettings> settings) {
        this.groups = groups;
        this.settings = settings;
    }

    private record Read(
            ClassicMember member, EmbeddedSubscription subscription, EmbeddedAssignment assigned) {}

    /** Refused as Kafka refuses it: as if there were no such group of this protocol. */
    @Nullable Rejected objection(ClassicGroup group, Heartbeat joining) {
        int size = group.members().size();
        int sizeMax = settings.get().consumerMaxSize();
        if (!settings.get().migrationPolicy().allowsUpgrade()) {
            return refusal(group, "online upgrade is disabled");
        }
        if (!group.protocolType().equals(CONSUMER)) {
            return refusal(group, "the group does not use the consumer embedded protocol");
        }
        if (size > sizeMax) {
            return refusal(group, "the group size exceeds the consumer group maximum size");
        }
        if (size == sizeMax && group.find(joining.memberId()) == null) {
            return new Rejected(
                    Rejection.GROUP_MAX_SIZE_REACHED,
                    "The consumer group has reached its maximum capacity of "
                            + sizeMax
                            + " members.");
        }
        try {
            for (Read each : read(group)) {
                if (each.assigned().hasUserData()) {
                    return refusal(
                            group,
                            "an unsupported custom assignor is in use. Please refer to the"
                                    + " documentation or switch to a default assignor before"
                                    + " re-attempting the upgrade");
                }
            }
            return null;
        } catch (MalformedEmbedded e) {
            LOG.info("group {} cannot be upgraded: {}", group.id(), e.getMessage());
            return refusal(group, "the embedded consumer protocol is malformed");
        }
    }

    private static Rejected refusal(ClassicGroup group, String why) {
        return new Rejected(
                Rejection.GROUP_ID_NOT_FOUND,
                "Cannot upgrade classic group %s to consumer group because %s."
                        .formatted(group.id(), why));
    }

    private static List<Read> read(ClassicGroup group) throws MalformedEmbedded {
        List<Read> all = new ArrayList<>();
        String protocolName = group.protocolName();
        if (protocolName == null) {
            // There was no generation yet, and nobody has been told of one: those who wait for it
            // join again.
            return all;
        }
        for (ClassicMember member : group.members()) {
            byte[] metadata = member.metadata(protocolName).bytes();
            boolean isOffered = metadata.length > 0;
            all.add(
                    new Read(
                            member,
                            EmbeddedSubscription.read(
                                    isOffered
                                            ? metadata
                                            : member.protocols().getFirst().metadata().bytes()),
                            EmbeddedAssignment.read(member.assignment().bytes())));
        }
        return all;
    }

    /** Tells whether all of them have what is theirs. */
    boolean convert(ClassicGroup classic, Turn<GroupEntry> turn) {
        String groupId = classic.id();
        int generation = classic.generation();
        List<Read> members;
        try {
            members = read(classic);
        } catch (MalformedEmbedded e) {
            throw new IllegalStateException(groupId + " was read a moment ago", e);
        }
        classic.dissolve(turn);
        classic.erase(turn);
        if (members.isEmpty()) {
            return true;
        }
        for (Read each : members) {
            turn.write(new MemberSubscribed(groupId, each.member().id(), subscription(each)));
        }
        long topicsHash = made(groupId).topicsHashOf(turn.image());
        turn.write(new GroupEpoch(groupId, new GroupEpoch.Value(generation, topicsHash)));
        for (Read each : members) {
            turn.write(new MemberTarget(groupId, each.member().id(), assigned(each, turn)));
        }
        turn.write(new TargetEpoch(groupId, new TargetEpoch.Value(generation, 0)));
        PartitionSet taken = PartitionSet.EMPTY;
        for (Read each : members) {
            taken = taken.plus(assigned(each, turn));
        }
        for (Read each : members) {
            PartitionSet pending = owned(each, turn).minus(taken);
            taken = taken.plus(pending);
            turn.write(
                    new MemberAssigned(
                            groupId,
                            each.member().id(),
                            current(generation, assigned(each, turn), pending)));
            beginSession(groupId, each.member(), turn);
            if (!pending.isEmpty()) {
                turn.schedule(
                        new RevocationTimer(groupId, each.member().id()),
                        each.member().rebalanceTimeoutMs());
            }
        }
        LOG.info(
                "group {} of {} members goes on as a consumer group from epoch {}",
                groupId,
                members.size(),
                generation);
        return classic.isAtRest();
    }

    /**
     * @param pending what a cooperative member said that it reads when it joined, and was not given
     *     again: its leader waits until it has given that up, and so must whoever comes after
     */
    private static CurrentAssignment current(
            int generation, PartitionSet assigned, PartitionSet pending) {
        return new CurrentAssignment(
                generation,
                generation,
                pending.isEmpty() ? MemberState.STABLE : MemberState.UNREVOKED_PARTITIONS,
                HeldPartitions.since(generation, assigned),
                HeldPartitions.since(generation, pending));
    }

    private static PartitionSet owned(Read read, Turn<GroupEntry> turn) {
        return EmbeddedAssignment.partitionSet(read.subscription().owned(), turn.image());
    }

    private static void beginSession(String groupId, ClassicMember member, Turn<GroupEntry> turn) {
        turn.schedule(new SessionTimer(groupId, member.id()), member.sessionTimeoutMs());
    }

    private ConsumerGroup made(String groupId) {
        Group group = groups.find(groupId);
        if (group != null && group.membership() instanceof ConsumerGroup made) {
            return made;
        }
        throw new IllegalStateException("the entries of the members of " + groupId + " made none");
    }

    private static MemberSubscription subscription(Read read) {
        ClassicMember member = read.member();
        return new MemberSubscription(
                member.instanceId(),
                read.subscription().rackId(),
                member.clientId(),
                member.clientHost(),
                read.subscription().topics(),
                "",
                member.rebalanceTimeoutMs(),
                null,
                new ClassicSide(member.sessionTimeoutMs(), member.protocols()));
    }

    private static PartitionSet assigned(Read read, Turn<GroupEntry> turn) {
        return EmbeddedAssignment.partitionSet(read.assigned().partitions(), turn.image());
    }
}
