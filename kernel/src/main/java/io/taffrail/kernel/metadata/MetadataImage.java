package io.taffrail.kernel.metadata;

import io.taffrail.kernel.fault.Invariant;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * All that the cluster knows about itself at one index of the metadata log. It is the controller's
 * state, the cache of brokers and gateways, and the content of a snapshot; {@link #evolve} is the
 * only way from one image to the next, so all of them agree.
 *
 * <p>Immutable: the maps share what did not change, and any thread may read one. Iteration is in
 * the order of names and ids, because decisions that depend on an order must be the same
 * everywhere.
 */
public final class MetadataImage {

    /** A cluster before its first event. */
    public static final MetadataImage EMPTY =
            new MetadataImage(
                    0,
                    "",
                    TreePMap.empty(),
                    HashTreePMap.empty(),
                    HashTreePMap.empty(),
                    TreePMap.empty(),
                    TreePMap.empty(),
                    TreePMap.empty(),
                    0);

    private final long appliedIndex;
    private final String clusterId;
    private final TreePMap<String, TopicImage> topics;
    private final PMap<UUID, String> topicNames;
    // Names by collision key, so that creation does not search all topics.
    private final PMap<String, String> namesByCollisionKey;
    private final TreePMap<Integer, NodeImage> nodes;
    private final TreePMap<ConfigResource, TreePMap<String, String>> configs;
    private final TreePMap<String, Short> features;
    private final long nextProducerId;

    private MetadataImage(
            long appliedIndex,
            String clusterId,
            TreePMap<String, TopicImage> topics,
            PMap<UUID, String> topicNames,
            PMap<String, String> namesByCollisionKey,
            TreePMap<Integer, NodeImage> nodes,
            TreePMap<ConfigResource, TreePMap<String, String>> configs,
            TreePMap<String, Short> features,
            long nextProducerId) {
        this.appliedIndex = appliedIndex;
        this.clusterId = clusterId;
        this.topics = topics;
        this.topicNames = topicNames;
        this.namesByCollisionKey = namesByCollisionKey;
        this.nodes = nodes;
        this.configs = configs;
        this.features = features;
        this.nextProducerId = nextProducerId;
    }

    /** The index of the last log entry that this image contains; 0 before the first. */
    public long appliedIndex() {
        return appliedIndex;
    }

    /** The cluster's id, or an empty string before it has one. */
    public String clusterId() {
        return clusterId;
    }

    public @Nullable TopicImage topic(String name) {
        return topics.get(name);
    }

    public @Nullable TopicImage topic(UUID id) {
        String name = topicNames.get(id);
        return name == null ? null : topics.get(name);
    }

    /** All topics, by name. */
    public Collection<TopicImage> topics() {
        return topics.values();
    }

    /** Whether no topic came or went between the two, of which one evolved into the other. */
    public boolean hasSameTopics(MetadataImage other) {
        return topicNames == other.topicNames;
    }

    /** The existing topic whose name metrics could not tell from this one, or null. */
    public @Nullable String collidingTopic(String name) {
        return namesByCollisionKey.get(TopicNames.collisionKey(name));
    }

    public @Nullable PartitionImage partition(String topic, int partition) {
        TopicImage image = topic(topic);
        return image == null ? null : image.partition(partition);
    }

    public @Nullable PartitionImage partition(UUID topicId, int partition) {
        TopicImage image = topic(topicId);
        return image == null ? null : image.partition(partition);
    }

    public @Nullable NodeImage node(int id) {
        return nodes.get(id);
    }

    /** All registered nodes, fenced ones too, by id. */
    public Collection<NodeImage> nodes() {
        return nodes.values();
    }

    /** The brokers that are alive, by id. */
    public List<NodeImage> brokers() {
        return alive(NodeRole.BROKER);
    }

    /** The gateways that are alive, by id. */
    public List<NodeImage> gateways() {
        return alive(NodeRole.GATEWAY);
    }

    /** The settings given to that resource itself, by name; empty when there are none. */
    public Map<String, String> configs(ConfigResource resource) {
        TreePMap<String, String> found = configs.get(resource);
        return found == null ? Map.of() : found;
    }

    /** The resources that have settings of their own. */
    public Collection<ConfigResource> configuredResources() {
        return configs.keySet();
    }

    /** The finalized levels of features that are on, by name. */
    public Map<String, Short> features() {
        return features;
    }

    public short featureLevel(String feature) {
        return features.getOrDefault(feature, (short) 0);
    }

    public long nextProducerId() {
        return nextProducerId;
    }

    /** The image after all events of that entry. */
    public MetadataImage evolve(MetadataEntry entry) {
        MetadataImage image = this;
        for (MetadataEvent event : entry.events()) {
            image = image.evolve(event, entry.index());
        }
        return image.atIndex(entry.index());
    }

    /** The image after that event of the log entry at that index. */
    public MetadataImage evolve(MetadataEvent event, long index) {
        Invariant.check(
                index >= appliedIndex,
                "event of index %d after index %d was applied: %s",
                index,
                appliedIndex,
                event);
        return evolved(event).atIndex(index);
    }

    /** The same content, known to be current up to that index. */
    public MetadataImage atIndex(long index) {
        return index == appliedIndex
                ? this
                : new MetadataImage(
                        index,
                        clusterId,
                        topics,
                        topicNames,
                        namesByCollisionKey,
                        nodes,
                        configs,
                        features,
                        nextProducerId);
    }

    private MetadataImage evolved(MetadataEvent event) {
        return switch (event) {
            case ClusterCreated created -> withClusterId(created.clusterId());
            case TopicCreated created -> withNewTopic(created.topic());
            case TopicDeleted deleted -> withoutTopic(deleted.topicId());
            case PartitionsAdded added ->
                    withTopic(existing(added.topicId()).plus(added.partitions()));
            case PartitionChanged changed ->
                    withTopic(existing(changed.topicId()).with(changed.partition()));
            case ConfigChanged changed -> withConfig(changed);
            case NodeRegistered registered -> withNode(registered.node());
            case NodeFenced fenced -> withNode(existing(fenced.nodeId()).withFenced(true));
            case NodeUnfenced unfenced -> withNode(existing(unfenced.nodeId()).withFenced(false));
            case NodeShutdownBegun begun -> withNode(existing(begun.nodeId()).inShutdown());
            case NodeUnregistered gone -> withNodes(nodes.minus(gone.nodeId()));
            case ProducerIdsAllocated ids ->
                    withNextProducerId(ids.firstProducerId() + ids.count());
            case FeatureLevelChanged changed -> withFeature(changed);
        };
    }

    private MetadataImage withClusterId(String id) {
        return new MetadataImage(
                appliedIndex,
                id,
                topics,
                topicNames,
                namesByCollisionKey,
                nodes,
                configs,
                features,
                nextProducerId);
    }

    private MetadataImage withNewTopic(TopicImage topic) {
        return withTopics(
                topics.plus(topic.name(), topic),
                topicNames.plus(topic.id(), topic.name()),
                namesByCollisionKey.plus(TopicNames.collisionKey(topic.name()), topic.name()),
                configs);
    }

    private MetadataImage withTopic(TopicImage topic) {
        return withTopics(
                topics.plus(topic.name(), topic), topicNames, namesByCollisionKey, configs);
    }

    /** Settings go with the topic: the next one of this name begins without them. */
    private MetadataImage withoutTopic(UUID id) {
        TopicImage topic = existing(id);
        return withTopics(
                topics.minus(topic.name()),
                topicNames.minus(id),
                namesByCollisionKey.minus(TopicNames.collisionKey(topic.name())),
                configs.minus(ConfigResource.topic(topic.name())));
    }

    private MetadataImage withConfig(ConfigChanged changed) {
        TreePMap<String, String> before = configs.get(changed.resource());
        TreePMap<String, String> of = before == null ? TreePMap.empty() : before;
        String value = changed.value();
        TreePMap<String, String> after =
                value == null ? of.minus(changed.key()) : of.plus(changed.key(), value);
        return withTopics(
                topics,
                topicNames,
                namesByCollisionKey,
                after.isEmpty()
                        ? configs.minus(changed.resource())
                        : configs.plus(changed.resource(), after));
    }

    private MetadataImage withNode(NodeImage node) {
        return withNodes(nodes.plus(node.id(), node));
    }

    private MetadataImage withTopics(
            TreePMap<String, TopicImage> newTopics,
            PMap<UUID, String> newNames,
            PMap<String, String> newCollisionKeys,
            TreePMap<ConfigResource, TreePMap<String, String>> newConfigs) {
        return new MetadataImage(
                appliedIndex,
                clusterId,
                newTopics,
                newNames,
                newCollisionKeys,
                nodes,
                newConfigs,
                features,
                nextProducerId);
    }

    private MetadataImage withNodes(TreePMap<Integer, NodeImage> newNodes) {
        return new MetadataImage(
                appliedIndex,
                clusterId,
                topics,
                topicNames,
                namesByCollisionKey,
                newNodes,
                configs,
                features,
                nextProducerId);
    }

    private MetadataImage withNextProducerId(long next) {
        return new MetadataImage(
                appliedIndex,
                clusterId,
                topics,
                topicNames,
                namesByCollisionKey,
                nodes,
                configs,
                features,
                next);
    }

    private MetadataImage withFeature(FeatureLevelChanged changed) {
        return new MetadataImage(
                appliedIndex,
                clusterId,
                topics,
                topicNames,
                namesByCollisionKey,
                nodes,
                configs,
                changed.level() == 0
                        ? features.minus(changed.feature())
                        : features.plus(changed.feature(), changed.level()),
                nextProducerId);
    }

    private TopicImage existing(UUID topicId) {
        TopicImage topic = topic(topicId);
        Invariant.check(topic != null, "an event names topic %s, which is not there", topicId);
        return Objects.requireNonNull(topic);
    }

    private NodeImage existing(int nodeId) {
        NodeImage node = nodes.get(nodeId);
        Invariant.check(node != null, "an event names node %d, which is not there", nodeId);
        return Objects.requireNonNull(node);
    }

    private List<NodeImage> alive(NodeRole role) {
        return nodes.values().stream().filter(n -> n.role() == role && !n.fenced()).toList();
    }
}
