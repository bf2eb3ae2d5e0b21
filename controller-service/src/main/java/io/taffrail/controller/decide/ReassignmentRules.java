package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.PartitionOutcome;
import io.taffrail.controller.command.CommandReply.PartitionOutcomes;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.controller.command.ControllerCommand.ReassignPartitions;
import io.taffrail.controller.command.ControllerCommand.Reassignment;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Other replicas for a partition, while it is used (KIP-455). It first has the replicas of both
 * sides; once all of its target are in sync, the others are let go in the same decision that says
 * so. Until then everything that was acknowledged is where it was, and the way back is open.
 */
final class ReassignmentRules {

    private final MetadataImage image;
    private final EligibleReplicas eligible;

    private ReassignmentRules(MetadataImage image) {
        this.image = image;
        this.eligible = new EligibleReplicas(image);
    }

    static Decision<MetadataEvent, CommandReply> reassign(
            MetadataImage image, ReassignPartitions command) {
        var rules = new ReassignmentRules(image);
        var events = new ArrayList<MetadataEvent>();
        var outcomes = new ArrayList<PartitionOutcome>();
        Set<PartitionName> decided = new HashSet<>();
        for (Reassignment wish : command.reassignments()) {
            PartitionName name = wish.partition();
            TopicImage topic = image.topic(name.topic());
            PartitionImage present = image.partition(name.topic(), name.partition());
            Step step;
            if (!decided.add(name)) {
                step =
                        no(
                                Rejection.INVALID_REQUEST,
                                "partition %s-%d is named twice",
                                name.topic(),
                                name.partition());
            } else if (topic == null || present == null) {
                step =
                        no(
                                Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                                "topic %s has no partition %d, or does not exist",
                                name.topic(),
                                name.partition());
            } else {
                step = rules.step(topic, present, wish.target(), command.mayResize());
                if (step instanceof Changed changed) {
                    events.add(
                            new PartitionChanged(
                                    topic.id(), changed.partition(), changed.reason()));
                }
            }
            outcomes.add(new PartitionOutcome(name, step instanceof No no ? no.why() : null));
        }
        return new Decision<>(events, new PartitionOutcomes(outcomes));
    }

    /**
     * The partition on its new replicas alone, when all of them are in sync and one of them can
     * lead; null while there is something to wait for, or nothing to complete.
     */
    static @Nullable PartitionImage completed(
            MetadataImage image, String topic, PartitionImage partition) {
        return new ReassignmentRules(image).completed(topic, partition);
    }

    /**
     * The decision with the reassignments completed that it has brought to their end, whatever rule
     * it is by.
     */
    static Decision<MetadataEvent, CommandReply> completing(
            MetadataImage image, long index, Decision<MetadataEvent, CommandReply> decision) {
        List<PartitionChanged> underWay =
                decision.events().stream()
                        .filter(PartitionChanged.class::isInstance)
                        .map(PartitionChanged.class::cast)
                        .filter(event -> event.partition().isReassigning())
                        .toList();
        if (underWay.isEmpty()) {
            return decision;
        }
        MetadataImage after = image;
        for (MetadataEvent event : decision.events()) {
            after = after.evolve(event, index);
        }
        var rules = new ReassignmentRules(after);
        var events = new LinkedHashSet<>(decision.events());
        for (PartitionChanged event : underWay) {
            TopicImage topic = after.topic(event.topicId());
            PartitionImage now = after.partition(event.topicId(), event.partition().partition());
            PartitionImage completed =
                    topic == null || now == null ? null : rules.completed(topic.name(), now);
            if (topic != null && completed != null) {
                events.add(
                        new PartitionChanged(
                                topic.id(), completed, ChangeReason.REASSIGNMENT_COMPLETED));
            }
        }
        return new Decision<>(List.copyOf(events), decision.reply());
    }

    private sealed interface Step {}

    private record No(Rejected why) implements Step {}

    private record Changed(PartitionImage partition, ChangeReason reason) implements Step {}

    /** It is so already. */
    private record Nothing() implements Step {}

    private Step step(
            TopicImage topic,
            PartitionImage present,
            @Nullable List<Integer> target,
            boolean mayResize) {
        if (target == null) {
            return present.isReassigning()
                    ? cancel(topic.name(), present)
                    : no(
                            Rejection.NO_REASSIGNMENT_IN_PROGRESS,
                            "partition %s-%d is not being reassigned",
                            topic.name(),
                            present.partition());
        }
        Optional<Rejected> objection = ReplicaLists.objection(image, target);
        if (objection.isPresent()) {
            return new No(objection.get());
        }
        List<Integer> origin = except(present.replicas(), present.addingReplicas());
        if (!mayResize && target.size() != origin.size()) {
            return no(
                    Rejection.INVALID_REPLICATION_FACTOR,
                    "partition %s-%d has %d replicas and would get %d: give as many, or allow the change of the replication factor",
                    topic.name(),
                    present.partition(),
                    origin.size(),
                    target.size());
        }
        return begin(topic.name(), present, origin, target);
    }

    /**
     * A request during a reassignment takes its place: what only the earlier one was to bring is
     * let go at once.
     */
    private Step begin(
            String topic, PartitionImage present, List<Integer> origin, List<Integer> target) {
        List<Integer> adding = except(target, origin);
        List<Integer> removing = except(origin, target);
        var replicas = new ArrayList<Integer>(target);
        replicas.addAll(removing);
        boolean isSame =
                present.replicas().equals(replicas)
                        && present.addingReplicas().equals(adding)
                        && present.removingReplicas().equals(removing);
        boolean isOrderOnly = adding.isEmpty() && removing.isEmpty();
        ChangeReason reason =
                isOrderOnly ? ChangeReason.REASSIGNMENT_COMPLETED : ChangeReason.REASSIGNMENT_BEGUN;
        return isSame ? new Nothing() : on(topic, present, replicas, adding, removing, reason);
    }

    /** Back to what it had; the order is that of the target where that named them, as in Kafka. */
    private Step cancel(String topic, PartitionImage present) {
        return on(
                topic,
                present,
                except(present.replicas(), present.addingReplicas()),
                List.of(),
                List.of(),
                ChangeReason.REASSIGNMENT_CANCELLED);
    }

    private Step on(
            String topic,
            PartitionImage present,
            List<Integer> replicas,
            List<Integer> adding,
            List<Integer> removing,
            ChangeReason reason) {
        PartitionImage changed = on(topic, present, replicas, adding, removing);
        return changed != null
                ? new Changed(changed, reason)
                : no(
                        Rejection.INVALID_REPLICA_ASSIGNMENT,
                        "none of the replicas %s of partition %s-%d is alive and in sync (ISR %s): start one, or wait until it has caught up",
                        replicas,
                        topic,
                        present.partition(),
                        present.isr());
    }

    /** Null when it would be left without anybody who has everything, or who can lead it. */
    private @Nullable PartitionImage on(
            String topic,
            PartitionImage present,
            List<Integer> replicas,
            List<Integer> adding,
            List<Integer> removing) {
        List<Integer> isr = present.isr().stream().filter(replicas::contains).toList();
        boolean isLedByOneThatGoes = present.hasLeader() && !replicas.contains(present.leader());
        int leader =
                isLedByOneThatGoes
                        ? replicas.stream()
                                .filter(id -> isr.contains(id) && eligible.isActive(id))
                                .findFirst()
                                .orElse(PartitionImage.NO_LEADER)
                        : present.leader();
        boolean losesItsLeader = present.hasLeader() && leader == PartitionImage.NO_LEADER;
        boolean losesItsRecords = isr.isEmpty() && !present.isr().isEmpty();
        return losesItsLeader || losesItsRecords
                ? null
                : present.withReplicas(
                        replicas,
                        adding,
                        removing,
                        leader,
                        isr,
                        eligible.among(topic, present, replicas, isr));
    }

    private @Nullable PartitionImage completed(String topic, PartitionImage partition) {
        List<Integer> target = partition.targetReplicas();
        boolean isThrough = partition.isReassigning() && partition.isr().containsAll(target);
        return isThrough ? on(topic, partition, target, List.of(), List.of()) : null;
    }

    private static List<Integer> except(List<Integer> ids, List<Integer> others) {
        return ids.stream().filter(id -> !others.contains(id)).toList();
    }

    private static Step no(Rejection reason, String message, Object... values) {
        return new No(new Rejected(reason, message.formatted(values)));
    }
}
