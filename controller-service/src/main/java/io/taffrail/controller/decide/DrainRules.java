package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brokers that shall lead nothing ({@code broker.drain}): somebody is about to stop them, or does
 * not trust them. They go on replicating, so that nothing is copied and nothing is missing when
 * they are wanted again. A partition that nobody else could lead stays with them until somebody
 * can: being led by a broker that is to go beats not being led.
 */
final class DrainRules {

    private DrainRules() {}

    static Set<Integer> draining(MetadataImage image) {
        Set<Integer> ids = new TreeSet<>();
        for (NodeImage node : image.nodes()) {
            if (isDraining(image, node.id())) {
                ids.add(node.id());
            }
        }
        return ids;
    }

    static boolean isDraining(MetadataImage image, int nodeId) {
        return BrokerConfigs.isDraining(image, nodeId);
    }

    /** The decision with the leaderships moved that it lets be moved, whatever rule it is by. */
    static Decision<MetadataEvent, CommandReply> completing(
            MetadataImage image, long index, Decision<MetadataEvent, CommandReply> decision) {
        boolean bearsOnLeaders =
                decision.events().stream()
                        .anyMatch(event -> event instanceof PartitionChanged || isDrain(event));
        if (!bearsOnLeaders) {
            return decision;
        }
        MetadataImage after = image;
        for (MetadataEvent event : decision.events()) {
            after = after.evolve(event, index);
        }
        Set<Integer> draining = draining(after);
        if (draining.isEmpty()) {
            return decision;
        }
        List<MetadataEvent> moves =
                decision.events().stream().anyMatch(DrainRules::isDrain)
                        ? movesOfAll(after, draining)
                        : movesAmong(decision.events(), after, draining);
        if (moves.isEmpty()) {
            return decision;
        }
        var events = new ArrayList<>(decision.events());
        events.addAll(moves);
        return new Decision<>(events, decision.reply());
    }

    private static boolean isDrain(MetadataEvent event) {
        return event instanceof ConfigChanged changed
                && changed.key().equals(BrokerConfigs.BROKER_DRAIN);
    }

    private static List<MetadataEvent> movesOfAll(MetadataImage image, Set<Integer> draining) {
        var moves = new ArrayList<MetadataEvent>();
        for (TopicImage topic : image.topics()) {
            for (PartitionImage partition : topic.partitions()) {
                addMove(moves, image, topic, partition, draining);
            }
        }
        return moves;
    }

    private static List<MetadataEvent> movesAmong(
            List<MetadataEvent> events, MetadataImage image, Set<Integer> draining) {
        var moves = new ArrayList<MetadataEvent>();
        events.stream()
                .filter(PartitionChanged.class::isInstance)
                .map(PartitionChanged.class::cast)
                .map(event -> new Place(event.topicId(), event.partition().partition()))
                .distinct()
                .forEach(place -> {
                    TopicImage topic = Objects.requireNonNull(image.topic(place.topicId()));
                    PartitionImage partition =
                            Objects.requireNonNull(topic.partition(place.partition()));
                    addMove(moves, image, topic, partition, draining);
                });
        return moves;
    }

    private record Place(UUID topicId, int partition) {}

    private static void addMove(
            List<MetadataEvent> moves,
            MetadataImage image,
            TopicImage topic,
            PartitionImage partition,
            Set<Integer> draining) {
        if (!draining.contains(partition.leader())) {
            return;
        }
        Integer successor = successor(image, partition, draining);
        if (successor != null) {
            moves.add(
                    new PartitionChanged(
                            topic.id(),
                            partition.withLeader(successor, partition.isr(), partition.elr()),
                            ChangeReason.LEADER_DRAINED));
        }
    }

    /** One that stays, in step and alive; rather not one that a reassignment takes away. */
    private static @Nullable Integer successor(
            MetadataImage image, PartitionImage partition, Set<Integer> draining) {
        var candidates = new ArrayList<>(partition.targetReplicas());
        candidates.addAll(partition.removingReplicas());
        for (int id : candidates) {
            if (partition.isr().contains(id)
                    && !draining.contains(id)
                    && ReplicaLists.isActive(image, id)) {
                return id;
            }
        }
        return null;
    }
}
