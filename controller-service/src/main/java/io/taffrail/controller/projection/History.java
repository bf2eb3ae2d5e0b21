package io.taffrail.controller.projection;

import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ClusterCreated;
import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.NodeShutdownBegun;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnfenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnregistered;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionsAdded;
import io.taffrail.kernel.metadata.MetadataEvent.ProducerIdsAllocated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicDeleted;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells log entries as history. A pure function of the entry and the image before it, so that
 * telling an entry again gives the same lines under the same ids.
 */
final class History {

    private static final JsonMapper JSON = JsonMapper.shared();

    private History() {}

    static List<HistoryEvent> of(MetadataEntry entry, MetadataImage before) {
        var history = new ArrayList<HistoryEvent>(entry.events().size());
        MetadataImage image = before;
        for (MetadataEvent event : entry.events()) {
            Told told = told(event, image);
            history.add(
                    new HistoryEvent(
                            HistoryEvent.id(entry.index(), history.size()),
                            entry.index(),
                            entry.timeMs(),
                            told.kind(),
                            told.resourceType(),
                            told.resourceName(),
                            told.topic(),
                            told.nodeId(),
                            entry.principal(),
                            told.reason(),
                            json(told.before()),
                            json(told.after())));
            image = image.evolve(event, entry.index());
        }
        return history;
    }

    private record Told(
            String kind,
            String resourceType,
            String resourceName,
            @Nullable String topic,
            @Nullable Integer nodeId,
            @Nullable String reason,
            @Nullable Map<String, ?> before,
            @Nullable Map<String, ?> after) {}

    private static Told told(MetadataEvent event, MetadataImage image) {
        return switch (event) {
            case ClusterCreated e ->
                    new Told(
                            "CLUSTER_CREATED",
                            "CLUSTER",
                            e.clusterId(),
                            null,
                            null,
                            null,
                            null,
                            Map.of("clusterId", e.clusterId()));
            case TopicCreated e -> topic("TOPIC_CREATED", e.topic().name(), null, facts(e.topic()));
            case TopicDeleted e -> {
                TopicImage topic = image.topic(e.topicId());
                yield topic("TOPIC_DELETED", e.name(), topic == null ? null : facts(topic), null);
            }
            case PartitionsAdded e -> {
                TopicImage topic = Objects.requireNonNull(image.topic(e.topicId()));
                int present = topic.partitions().size();
                yield topic(
                        "PARTITIONS_ADDED",
                        topic.name(),
                        Map.of("partitions", present),
                        Map.of("partitions", present + e.partitions().size()));
            }
            case PartitionChanged e -> partition(e, image);
            case ConfigChanged e -> config(e, image);
            case NodeRegistered e ->
                    node(
                            "NODE_REGISTERED",
                            e.node().id(),
                            facts(image.node(e.node().id())),
                            facts(e.node()));
            case NodeFenced e -> fenced("NODE_FENCED", e.nodeId(), false, true);
            case NodeUnfenced e -> fenced("NODE_UNFENCED", e.nodeId(), true, false);
            case NodeShutdownBegun e ->
                    node(
                            "NODE_SHUTDOWN_BEGUN",
                            e.nodeId(),
                            Map.of("inControlledShutdown", false),
                            Map.of("inControlledShutdown", true));
            case NodeUnregistered e ->
                    node("NODE_UNREGISTERED", e.nodeId(), facts(image.node(e.nodeId())), null);
            case ProducerIdsAllocated e ->
                    node(
                            "PRODUCER_IDS_ALLOCATED",
                            e.nodeId(),
                            null,
                            Map.of("first", e.firstProducerId(), "count", e.count()));
            case FeatureLevelChanged e ->
                    new Told(
                            "FEATURE_LEVEL_CHANGED",
                            "FEATURE",
                            e.feature(),
                            null,
                            null,
                            null,
                            Map.of("level", image.featureLevel(e.feature())),
                            Map.of("level", e.level()));
        };
    }

    private static Told partition(PartitionChanged event, MetadataImage image) {
        TopicImage topic = Objects.requireNonNull(image.topic(event.topicId()));
        PartitionImage after = event.partition();
        PartitionImage before = Objects.requireNonNull(topic.partition(after.partition()));
        boolean isCoordinated = before.hasCoordinator() || after.hasCoordinator();
        return new Told(
                partitionKind(before, after),
                "PARTITION",
                topic.name() + "-" + after.partition(),
                topic.name(),
                nodeOf(before, after),
                event.reason().name(),
                facts(before, isCoordinated),
                facts(after, isCoordinated));
    }

    /** Whom the change is about: the gateway or broker that has the partition now, or had it. */
    private static int nodeOf(PartitionImage before, PartitionImage after) {
        if (before.coordinator() != after.coordinator()) {
            return after.hasCoordinator() ? after.coordinator() : before.coordinator();
        }
        return after.hasLeader() ? after.leader() : before.leader();
    }

    /** What weighs most: a change of coordinator or leader, then of replicas, then of the ISR. */
    private static String partitionKind(PartitionImage before, PartitionImage after) {
        if (before.coordinator() != after.coordinator()) {
            return "COORDINATOR_CHANGED";
        }
        boolean hasOtherReplicas =
                !before.replicas().equals(after.replicas())
                        || !before.addingReplicas().equals(after.addingReplicas())
                        || !before.removingReplicas().equals(after.removingReplicas());
        if (hasOtherReplicas && before.leader() == after.leader()) {
            return "REPLICAS_CHANGED";
        }
        return before.leaderEpoch() != after.leaderEpoch() ? "LEADER_CHANGED" : "ISR_CHANGED";
    }

    private static Told config(ConfigChanged event, MetadataImage image) {
        ConfigResource resource = event.resource();
        boolean isTopic = resource.type() == ConfigResource.Type.TOPIC;
        String before = image.configs(resource).get(event.key());
        String after = event.value();
        return new Told(
                "CONFIG_CHANGED",
                resource.type().name(),
                resource.name(),
                isTopic ? resource.name() : null,
                isTopic || resource.name().isEmpty() ? null : Integer.valueOf(resource.name()),
                null,
                before == null ? null : Map.of(event.key(), before),
                after == null ? null : Map.of(event.key(), after));
    }

    private static Told topic(
            String kind,
            String name,
            @Nullable Map<String, ?> before,
            @Nullable Map<String, ?> after) {
        return new Told(kind, "TOPIC", name, name, null, null, before, after);
    }

    private static Told fenced(String kind, int nodeId, boolean before, boolean after) {
        return node(kind, nodeId, Map.of("fenced", before), Map.of("fenced", after));
    }

    private static Told node(
            String kind,
            int nodeId,
            @Nullable Map<String, ?> before,
            @Nullable Map<String, ?> after) {
        return new Told(kind, "NODE", Integer.toString(nodeId), null, nodeId, null, before, after);
    }

    private static Map<String, ?> facts(TopicImage topic) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("topicId", topic.id().toString());
        facts.put("partitions", topic.partitions().size());
        facts.put("replicationFactor", topic.partitions().getFirst().replicas().size());
        return facts;
    }

    private static Map<String, ?> facts(PartitionImage partition, boolean isCoordinated) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("leader", partition.leader());
        facts.put("leaderEpoch", partition.leaderEpoch());
        facts.put("replicas", partition.replicas());
        facts.put("isr", partition.isr());
        if (isCoordinated) {
            facts.put("coordinator", partition.coordinator());
        }
        if (!partition.elr().isEmpty()) {
            facts.put("elr", partition.elr());
        }
        if (partition.isReassigning()) {
            facts.put("addingReplicas", partition.addingReplicas());
            facts.put("removingReplicas", partition.removingReplicas());
        }
        return facts;
    }

    private static @Nullable Map<String, ?> facts(@Nullable NodeImage node) {
        if (node == null) {
            return null;
        }
        var facts = new LinkedHashMap<String, Object>();
        facts.put("epoch", node.epoch());
        facts.put("endpoints", node.endpoints().stream().map(Object::toString).toList());
        facts.put("rack", node.rack());
        facts.put("fenced", node.fenced());
        return facts;
    }

    private static @Nullable String json(@Nullable Map<String, ?> facts) {
        return facts == null ? null : JSON.writeValueAsString(facts);
    }
}
