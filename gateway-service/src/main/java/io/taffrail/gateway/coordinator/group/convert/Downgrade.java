package io.taffrail.gateway.coordinator.group.convert;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.Snapshot;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.WrittenMember;
import io.taffrail.gateway.coordinator.group.classic.ClassicProtocol;
import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.coordinator.group.classic.ProtocolVote;
import io.taffrail.gateway.coordinator.group.consumer.ClassicSide;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerGroup;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerMember;
import io.taffrail.gateway.coordinator.group.consumer.MemberSubscription;
import io.taffrail.gateway.coordinator.group.embedded.EmbeddedAssignment;
import io.taffrail.gateway.coordinator.group.embedded.EmbeddedSubscription;
import io.taffrail.gateway.coordinator.group.embedded.MalformedEmbedded;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group in which nobody speaks KIP-848's protocol any more goes on as a classic one: its epoch is
 * the generation, and the members rebalance. It is written without a leader, since no generation
 * has agreed on what it says; whoever takes the shard over before one has begins that rebalance.
 */
final class Downgrade {

    private static final Logger LOG = LoggerFactory.getLogger(Downgrade.class);
    private static final String CONSUMER = "consumer";

    private Downgrade() {}

    static boolean isPossible(List<ConsumerMember> remaining, GroupSettings settings) {
        boolean areClassic =
                remaining.stream().allMatch(member -> member.subscription().classic() != null);
        return areClassic
                && !remaining.isEmpty()
                && settings.migrationPolicy().allowsDowngrade()
                && remaining.size() <= settings.maxSize()
                && ProtocolVote.electAmong(ballots(remaining)) != null;
    }

    private static List<List<OfferedProtocol>> ballots(List<ConsumerMember> members) {
        return members.stream().map(member -> classic(member).protocols()).toList();
    }

    private static ClassicSide classic(ConsumerMember member) {
        return Objects.requireNonNull(
                member.subscription().classic(), "only classic members are left");
    }

    static void convert(ConsumerGroup group, ClassicProtocol protocol, Turn<GroupEntry> turn) {
        List<ConsumerMember> members = List.copyOf(group.members());
        String protocolName =
                Objects.requireNonNull(
                        ProtocolVote.electAmong(ballots(members)), "they have one in common");
        List<WrittenMember> written =
                members.stream().map(m -> written(m, protocolName, turn.image())).toList();
        Map<String, List<OfferedProtocol>> offers = new LinkedHashMap<>();
        members.forEach(member -> offers.put(member.id(), classic(member).protocols()));
        int epoch = group.epoch();
        group.erase(turn);
        members.forEach(member -> ConsumerGroup.endTimers(group.id(), member.id(), turn));
        LOG.info(
                "group {} of {} members goes on as a classic group from generation {}",
                group.id(),
                members.size(),
                epoch);
        protocol.adopt(
                new ClassicGroupWritten(
                        group.id(),
                        new Snapshot(CONSUMER, epoch, protocolName, null, turn.nowMs(), written)),
                offers,
                turn);
    }

    /** With what the member was told to read, which is what it reads until it rejoins. */
    private static WrittenMember written(
            ConsumerMember member, String protocolName, MetadataImage image) {
        MemberSubscription subscription = member.subscription();
        Opaque metadata =
                classic(member).protocols().stream()
                        .filter(offered -> offered.name().equals(protocolName))
                        .map(OfferedProtocol::metadata)
                        .findFirst()
                        .orElse(Opaque.EMPTY);
        return new WrittenMember(
                member.id(),
                subscription.instanceId(),
                subscription.clientId(),
                subscription.clientHost(),
                subscription.rebalanceTimeoutMs(),
                classic(member).sessionTimeoutMs(),
                metadata,
                new Opaque(
                        EmbeddedAssignment.write(
                                member.assignment().assigned().partitions(),
                                versionOf(metadata),
                                image)));
    }

    private static short versionOf(Opaque metadata) {
        try {
            return EmbeddedSubscription.read(metadata.bytes()).version();
        } catch (MalformedEmbedded e) {
            // Only the one that it likes best was looked at when it joined.
            return 0;
        }
    }
}
