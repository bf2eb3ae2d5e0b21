package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.IsrOutcome;
import io.taffrail.controller.command.CommandReply.IsrOutcomes;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.AlterPartitions;
import io.taffrail.controller.command.ControllerCommand.IsrMember;
import io.taffrail.controller.command.ControllerCommand.IsrProposal;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a leader may change its in-sync replicas. The partition epoch refuses what was sent
 * before the last change, and a replica's node epoch refuses one that restarted since the leader
 * heard from it (KIP-841, KIP-903): either could bring a replica into the ISR that lacks records.
 */
final class IsrRules {

    private IsrRules() {}

    static Decision<MetadataEvent, CommandReply> alter(
            MetadataImage image, AlterPartitions command) {
        Optional<Refused> stale = BrokerRules.staleness(image, command.nodeId(), command.epoch());
        if (stale.isPresent()) {
            return Decision.unchanged(stale.get());
        }
        var events = new ArrayList<MetadataEvent>();
        var outcomes = new ArrayList<IsrOutcome>();
        var decided = new HashSet<PartitionKey>();
        var eligible = new EligibleReplicas(image);
        for (IsrProposal proposal : command.proposals()) {
            PartitionImage present = image.partition(proposal.topicId(), proposal.partition());
            Rejected refusal = refusal(image, command.nodeId(), proposal, present);
            boolean isSecond =
                    !decided.add(new PartitionKey(proposal.topicId(), proposal.partition()));
            if (refusal == null && isSecond) {
                refusal =
                        rejected(
                                Rejection.INVALID_REQUEST,
                                "partition %d of topic %s is named twice",
                                proposal.partition(),
                                proposal.topicId());
            }
            TopicImage topic = image.topic(proposal.topicId());
            if (refusal != null || present == null || topic == null) {
                outcomes.add(new IsrOutcome(refusal, present));
            } else {
                outcomes.add(
                        new IsrOutcome(
                                null,
                                completed(
                                        image,
                                        topic,
                                        changed(eligible, topic.name(), present, proposal, events),
                                        events)));
            }
        }
        return new Decision<>(events, new IsrOutcomes(outcomes));
    }

    private static PartitionImage changed(
            EligibleReplicas eligible,
            String topic,
            PartitionImage present,
            IsrProposal proposal,
            List<MetadataEvent> events) {
        List<Integer> isr = proposal.newIsr().stream().map(IsrMember::nodeId).toList();
        if (isr.equals(present.isr())) {
            return present;
        }
        PartitionImage changed = present.withIsr(isr, eligible.beside(topic, present, isr));
        ChangeReason reason =
                isr.size() < present.isr().size()
                        ? ChangeReason.ISR_SHRUNK
                        : ChangeReason.ISR_EXPANDED;
        events.add(new PartitionChanged(proposal.topicId(), changed, reason));
        return changed;
    }

    /** The last replica that a reassignment waits for may have come. */
    private static PartitionImage completed(
            MetadataImage image,
            TopicImage topic,
            PartitionImage changed,
            List<MetadataEvent> events) {
        PartitionImage completed = ReassignmentRules.completed(image, topic.name(), changed);
        if (completed == null) {
            return changed;
        }
        events.add(
                new PartitionChanged(topic.id(), completed, ChangeReason.REASSIGNMENT_COMPLETED));
        return completed;
    }

    private static @Nullable Rejected refusal(
            MetadataImage image,
            int leaderId,
            IsrProposal proposal,
            @Nullable PartitionImage present) {
        if (image.topic(proposal.topicId()) == null) {
            return rejected(
                    Rejection.UNKNOWN_TOPIC_ID, "topic %s does not exist", proposal.topicId());
        }
        if (present == null) {
            return rejected(
                    Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                    "topic %s has no partition %d",
                    proposal.topicId(),
                    proposal.partition());
        }
        if (present.leader() != leaderId || proposal.leaderEpoch() < present.leaderEpoch()) {
            return rejected(
                    Rejection.FENCED_LEADER_EPOCH,
                    "node %d sent leader epoch %d, but node %d leads in epoch %d",
                    leaderId,
                    proposal.leaderEpoch(),
                    present.leader(),
                    present.leaderEpoch());
        }
        if (proposal.leaderEpoch() > present.leaderEpoch()) {
            return rejected(
                    Rejection.NOT_CONTROLLER,
                    "leader epoch %d is ahead of %d here: ask the active controller",
                    proposal.leaderEpoch(),
                    present.leaderEpoch());
        }
        if (proposal.partitionEpoch() != present.partitionEpoch()) {
            return rejected(
                    Rejection.INVALID_UPDATE_VERSION,
                    "the proposal is for partition epoch %d, and it is %d: look at the new state first",
                    proposal.partitionEpoch(),
                    present.partitionEpoch());
        }
        return isrRefusal(image, leaderId, proposal, present);
    }

    private static @Nullable Rejected isrRefusal(
            MetadataImage image, int leaderId, IsrProposal proposal, PartitionImage present) {
        List<Integer> isr = proposal.newIsr().stream().map(IsrMember::nodeId).toList();
        boolean isSet = new HashSet<>(isr).size() == isr.size();
        if (!isr.contains(leaderId) || !isSet || !present.replicas().containsAll(isr)) {
            return rejected(
                    Rejection.INVALID_REQUEST,
                    "ISR %s must have the leader %d, and replicas among %s, each once",
                    isr,
                    leaderId,
                    present.replicas());
        }
        for (IsrMember member : proposal.newIsr()) {
            NodeImage node = image.node(member.nodeId());
            boolean joins = !present.isr().contains(member.nodeId());
            if (node == null || (joins && !node.isActive())) {
                return rejected(
                        Rejection.INELIGIBLE_REPLICA,
                        "node %d is fenced or leaving, and cannot join the ISR",
                        member.nodeId());
            }
            if (member.nodeEpoch() != -1 && member.nodeEpoch() != node.epoch()) {
                return rejected(
                        Rejection.INELIGIBLE_REPLICA,
                        "node %d was heard from in epoch %d, and is now in epoch %d",
                        member.nodeId(),
                        member.nodeEpoch(),
                        node.epoch());
            }
        }
        return null;
    }

    private static Rejected rejected(Rejection reason, String message, Object... values) {
        return new Rejected(reason, message.formatted(values));
    }

    private record PartitionKey(UUID topicId, int partition) {}
}
