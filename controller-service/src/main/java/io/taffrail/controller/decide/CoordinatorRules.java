package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.NodeShutdownBegun;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnfenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnregistered;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionsAdded;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which gateway owns each shard, which is a partition of a coordinated topic. Only active gateways
 * that Kafka's clients can reach own any, each as many as the others or one more, and a shard moves
 * only when that asks for it. A change of owner raises the leader epoch of the partition, whose
 * leader stays.
 *
 * <p>A pure function of who is there and who owns what: it runs behind every decision that bears on
 * either, and says nothing when all is as it should be.
 */
final class CoordinatorRules {

    private CoordinatorRules() {}

    /** The decision with the owners changed that it makes necessary, whatever rule it is by. */
    static Decision<MetadataEvent, CommandReply> completing(
            MetadataImage image, long index, Decision<MetadataEvent, CommandReply> decision) {
        if (decision.events().stream().noneMatch(CoordinatorRules::bearsOnOwners)) {
            return decision;
        }
        MetadataImage after = image;
        for (MetadataEvent event : decision.events()) {
            after = after.evolve(event, index);
        }
        var changes = new ArrayList<MetadataEvent>();
        List<Integer> owners = owners(after);
        for (TopicImage topic : after.topics()) {
            if (CoordinatedTopics.contains(topic.name())) {
                addChanges(changes, topic, owners);
            }
        }
        if (changes.isEmpty()) {
            return decision;
        }
        var events = new ArrayList<>(decision.events());
        events.addAll(changes);
        return new Decision<>(events, decision.reply());
    }

    private static boolean bearsOnOwners(MetadataEvent event) {
        return switch (event) {
            case TopicCreated e -> CoordinatedTopics.contains(e.topic().name());
            case PartitionsAdded _, FeatureLevelChanged _ -> true;
            case NodeRegistered e -> isGateway(e.node().id());
            case NodeUnfenced e -> isGateway(e.nodeId());
            case NodeFenced e -> isGateway(e.nodeId());
            case NodeShutdownBegun e -> isGateway(e.nodeId());
            case NodeUnregistered e -> isGateway(e.nodeId());
            case MetadataEvent.ClusterCreated _,
                    MetadataEvent.TopicDeleted _,
                    PartitionChanged _,
                    MetadataEvent.ConfigChanged _,
                    MetadataEvent.ProducerIdsAllocated _ ->
                    false;
        };
    }

    private static boolean isGateway(int nodeId) {
        return NodeRole.of(nodeId) == NodeRole.GATEWAY;
    }

    /** Who may own shards, by id; nobody below the level that knows of owners. */
    private static List<Integer> owners(MetadataImage image) {
        boolean isKnown =
                image.featureLevel(FeatureRules.RULES) >= FeatureRules.LEVEL_OF_COORDINATORS;
        return image.nodes().stream()
                .filter(node -> isKnown && isGateway(node.id()) && node.isActive())
                .filter(CoordinatorRules::isReachable)
                .map(NodeImage::id)
                .toList();
    }

    private static boolean isReachable(NodeImage gateway) {
        return gateway.endpoints().stream().anyMatch(at -> at.listener().equals(Endpoint.KAFKA));
    }

    private static void addChanges(
            List<MetadataEvent> changes, TopicImage topic, List<Integer> owners) {
        Map<Integer, Integer> wanted = wantedOwners(topic, owners);
        for (PartitionImage shard : topic.partitions()) {
            int owner = wanted.getOrDefault(shard.partition(), PartitionImage.NO_COORDINATOR);
            if (owner != shard.coordinator()) {
                changes.add(
                        new PartitionChanged(
                                topic.id(),
                                shard.withCoordinator(owner),
                                ChangeReason.COORDINATOR_CHANGED));
            }
        }
    }

    /** The owner of each shard; none are named when nobody is there to own any. */
    private static Map<Integer, Integer> wantedOwners(TopicImage topic, List<Integer> owners) {
        if (owners.isEmpty()) {
            return Map.of();
        }
        var owned = new TreeMap<Integer, Deque<Integer>>();
        owners.forEach(owner -> owned.put(owner, new ArrayDeque<>()));
        var orphans = new ArrayList<Integer>();
        for (PartitionImage shard : topic.partitions()) {
            Deque<Integer> present = owned.get(shard.coordinator());
            if (present == null) {
                orphans.add(shard.partition());
            } else {
                present.addLast(shard.partition());
            }
        }
        orphans.addAll(beyondTheirShare(owned, topic.partitions().size()));
        for (int shard : orphans) {
            ofTheFewest(owned).addLast(shard);
        }
        var wanted = new HashMap<Integer, Integer>();
        owned.forEach((owner, shards) -> shards.forEach(shard -> wanted.put(shard, owner)));
        return wanted;
    }

    /**
     * Takes from those who own more than their share. Where the shares cannot be equal, the larger
     * ones go to who owns the most already: so the fewest move.
     */
    private static List<Integer> beyondTheirShare(
            TreeMap<Integer, Deque<Integer>> owned, int shards) {
        List<Deque<Integer>> mostFirst = new ArrayList<>(owned.values());
        mostFirst.sort(Comparator.comparing(Deque<Integer>::size).reversed());
        int share = shards / owned.size();
        int larger = shards % owned.size();
        var taken = new ArrayList<Integer>();
        for (int i = 0; i < mostFirst.size(); i++) {
            int most = i < larger ? share + 1 : share;
            while (mostFirst.get(i).size() > most) {
                taken.add(mostFirst.get(i).removeLast());
            }
        }
        return taken;
    }

    /** Of several with as few, the one with the lowest id. */
    private static Deque<Integer> ofTheFewest(TreeMap<Integer, Deque<Integer>> owned) {
        return owned.values().stream().min(Comparator.comparing(Deque::size)).orElseThrow();
    }
}
