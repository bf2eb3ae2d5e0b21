package io.taffrail.gateway.produce;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin;
import io.taffrail.gateway.link.ClusterAdmin.Done;
import io.taffrail.gateway.link.ClusterAdmin.NewTopic;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.metadata.TopicNames;
import io.taffrail.kernel.runtime.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds a topic by name, and creates it when a producer names it first and {@code
 * auto.create.topics.enable} allows, as Kafka does. Only creation waits; it belongs on a virtual
 * thread.
 */
public final class TopicDirectory {

    private static final long RETRY_NS = 100_000_000;

    private final ClusterMetadata metadata;
    private final ClusterAdmin admin;
    private final int nodeId;
    private final Map<String, String> properties;
    private final int creationTimeoutMs;
    private final Clock clock;

    private volatile Settings settings;

    /** The settings as they take effect under one image; finding that out anew costs a request. */
    private record Settings(
            MetadataImage image,
            EffectiveConfigs configs,
            ConcurrentHashMap<String, TopicRules> ofTopics) {}

    /** What is asked of every record of a topic. */
    private record TopicRules(int recordBytesMax, boolean isCompacted) {}

    /**
     * @param properties settings in Kafka's names that hold where the cluster has none, such as
     *     {@code auto.create.topics.enable}
     * @param creationTimeoutMs how long a new topic may take to be made, and to get its leaders
     */
    public TopicDirectory(
            ClusterMetadata metadata,
            ClusterAdmin admin,
            int nodeId,
            Map<String, String> properties,
            int creationTimeoutMs,
            Clock clock) {
        this.metadata = metadata;
        this.admin = admin;
        this.nodeId = nodeId;
        this.properties = Map.copyOf(properties);
        this.creationTimeoutMs = creationTimeoutMs;
        this.clock = clock;
        this.settings = settingsOf(metadata.image());
    }

    public MetadataImage image() {
        return metadata.image();
    }

    public Answer<TopicImage> find(String name) {
        TopicImage topic = metadata.image().topic(name);
        return topic == null ? Answer.refused(unknown(name)) : Answer.of(topic);
    }

    /** The topic, made now if need be, once its partitions have leaders. */
    public Answer<TopicImage> findOrCreate(String name) {
        TopicImage topic = metadata.image().topic(name);
        if (topic != null) {
            return Answer.of(topic);
        }
        Optional<String> objection = TopicNames.objection(name);
        if (objection.isPresent()) {
            return Answer.refused(Rejection.INVALID_TOPIC_EXCEPTION, objection.get());
        }
        return isCreationAllowed() ? create(name) : Answer.refused(unknown(name));
    }

    /** The largest batch, and so the largest record, that the topic takes. */
    public int recordBytesMax(String topic) {
        return rules(topic).recordBytesMax();
    }

    /** Whether the topic keeps the last record of each key, and so needs keys. */
    public boolean isCompacted(String topic) {
        return rules(topic).isCompacted();
    }

    /** The settings of the cluster as this node sees them now. */
    public EffectiveConfigs configs() {
        return current().configs();
    }

    private TopicRules rules(String topic) {
        Settings now = current();
        TopicRules known = now.ofTopics().get(topic);
        if (known == null) {
            known =
                    new TopicRules(
                            now.configs().topicInt(topic, TopicConfigs.MAX_MESSAGE_BYTES),
                            now.configs()
                                    .topicList(topic, TopicConfigs.CLEANUP_POLICY)
                                    .contains("compact"));
            now.ofTopics().put(topic, known);
        }
        return known;
    }

    private Settings current() {
        MetadataImage image = metadata.image();
        Settings known = settings;
        if (known.image() != image) {
            known = settingsOf(image);
            settings = known;
        }
        return known;
    }

    private Settings settingsOf(MetadataImage image) {
        return new Settings(
                image, new EffectiveConfigs(image, nodeId, properties), new ConcurrentHashMap<>());
    }

    private Answer<TopicImage> create(String name) {
        var topic = new NewTopic(name, -1, (short) -1, Map.of(), Map.of());
        long begunNs = clock.nanoTime();
        while (true) {
            if (!(admin.createTopic(topic, false).join() instanceof Answer.Refused<Done> refused)) {
                return await(name);
            }
            Rejected why = refused.rejected();
            if (why.reason() == Rejection.TOPIC_ALREADY_EXISTS) {
                // Another request was first, or ours when its answer was lost.
                return await(name);
            }
            long waitedMs = (clock.nanoTime() - begunNs) / 1_000_000;
            if (!isControllerAway(why) || waitedMs >= creationTimeoutMs) {
                return Answer.refused(why);
            }
            LockSupport.parkNanos(RETRY_NS);
        }
    }

    /** While the controllers elect one of them, a request meets nobody; soon it will. */
    private static boolean isControllerAway(Rejected why) {
        return why.reason() == Rejection.NETWORK_EXCEPTION
                || why.reason() == Rejection.NOT_CONTROLLER;
    }

    private Answer<TopicImage> await(String name) {
        metadata.await(image -> ready(image, name) != null, creationTimeoutMs).join();
        TopicImage topic = ready(metadata.image(), name);
        return topic != null
                ? Answer.of(topic)
                : Answer.refused(
                        Rejection.LEADER_NOT_AVAILABLE,
                        "topic "
                                + name
                                + " was created and has had no leaders for "
                                + creationTimeoutMs
                                + " ms: see whether a broker is up, and try again");
    }

    private static @Nullable TopicImage ready(MetadataImage image, String name) {
        TopicImage topic = image.topic(name);
        boolean isReady =
                topic != null && topic.partitions().stream().allMatch(PartitionImage::hasLeader);
        return isReady ? topic : null;
    }

    private boolean isCreationAllowed() {
        return configs().brokerBoolean(BrokerConfigs.AUTO_CREATE_TOPICS_ENABLE);
    }

    private static Rejected unknown(String name) {
        return new Rejected(
                Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                "there is no topic " + name + ": create it, or list the topics at /topics");
    }
}
