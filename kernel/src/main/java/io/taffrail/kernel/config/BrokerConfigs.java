package io.taffrail.kernel.config;

import static io.taffrail.kernel.config.ConfigBound.any;
import static io.taffrail.kernel.config.ConfigBound.atLeast;
import static io.taffrail.kernel.config.ConfigBound.between;
import static io.taffrail.kernel.config.ConfigBound.oneOf;
import static io.taffrail.kernel.config.ConfigType.BOOLEAN;
import static io.taffrail.kernel.config.ConfigType.INT;
import static io.taffrail.kernel.config.ConfigType.LONG;
import static io.taffrail.kernel.config.ConfigType.STRING;

import io.taffrail.kernel.config.ConfigKey.Synonym;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a broker that can be changed while it runs: the defaults of topics, each under
 * the name that Kafka gives it, a few of its own, and those of coordinators. What would have no
 * effect is not listed, so that setting it is refused instead of forgotten.
 */
public final class BrokerConfigs {

    public static final String AUTO_CREATE_TOPICS_ENABLE = "auto.create.topics.enable";
    public static final String AUTO_LEADER_REBALANCE_ENABLE = "auto.leader.rebalance.enable";
    public static final String BROKER_DRAIN = "broker.drain";
    public static final String DEFAULT_REPLICATION_FACTOR = "default.replication.factor";
    public static final String DELETE_TOPIC_ENABLE = "delete.topic.enable";
    public static final String FOLLOWER_REPLICATION_THROTTLED_RATE =
            "follower.replication.throttled.rate";
    public static final String LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS =
            "leader.imbalance.check.interval.seconds";
    public static final String LEADER_IMBALANCE_PER_BROKER_PERCENTAGE =
            "leader.imbalance.per.broker.percentage";
    public static final String LEADER_REPLICATION_THROTTLED_RATE =
            "leader.replication.throttled.rate";
    public static final String NUM_PARTITIONS = "num.partitions";
    public static final String REPLICA_LAG_TIME_MAX_MS = "replica.lag.time.max.ms";
    public static final String REPLICA_SELECTOR_CLASS = "replica.selector.class";

    /**
     * Kafka's names of its two selectors (KIP-392); here they are words, and no class is loaded.
     */
    public static final String RACK_AWARE_SELECTOR =
            "org.apache.kafka.common.replica.RackAwareReplicaSelector";

    public static final String LEADER_SELECTOR = "org.apache.kafka.common.replica.LeaderSelector";

    private static final ConfigCatalogue CATALOGUE = catalogue();

    private BrokerConfigs() {}

    public static ConfigCatalogue all() {
        return CATALOGUE;
    }

    /** The setting of that name, which must exist: for names that are constants in our code. */
    public static ConfigKey key(String name) {
        ConfigKey key = CATALOGUE.find(name);
        if (key == null) {
            throw new IllegalArgumentException(name + " is not a setting of brokers");
        }
        return key;
    }

    /** Whether that broker shall lead no partition that another one can lead. */
    public static boolean isDraining(MetadataImage image, int nodeId) {
        return Boolean.parseBoolean(image.configs(ConfigResource.broker(nodeId)).get(BROKER_DRAIN));
    }

    /** The first refusal among these settings, or nothing when all may be set. */
    public static Optional<Rejected> refusal(Map<String, String> settings) {
        for (var setting : settings.entrySet()) {
            ConfigKey key = CATALOGUE.find(setting.getKey());
            Optional<Rejected> refusal =
                    key == null ? unknown(setting.getKey()) : key.refusal(setting.getValue());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<Rejected> unknown(String name) {
        return Optional.of(
                new Rejected(
                        Rejection.INVALID_CONFIG,
                        "%s is not a setting of brokers that can be changed while they run: check its name, or set it in the broker's properties file"
                                .formatted(name)));
    }

    private static ConfigCatalogue catalogue() {
        var catalogue =
                ConfigCatalogue.builder()
                        .with(
                                AUTO_CREATE_TOPICS_ENABLE,
                                BOOLEAN,
                                true,
                                any(),
                                "Whether a topic that a client asks for is created when it does not exist.")
                        .with(
                                AUTO_LEADER_REBALANCE_ENABLE,
                                BOOLEAN,
                                true,
                                any(),
                                "Whether the controller hands leadership back to the first replicas by and by.")
                        .with(
                                BROKER_DRAIN,
                                BOOLEAN,
                                false,
                                any(),
                                "Whether this broker shall lead no partition that another one can lead. It goes on replicating. Set it for one broker at a time; it outlives restarts.")
                        .with(
                                LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS,
                                INT,
                                300,
                                atLeast(1),
                                "How often the controller looks whether leadership is balanced; a change holds from the next look on.")
                        .with(
                                LEADER_IMBALANCE_PER_BROKER_PERCENTAGE,
                                INT,
                                10,
                                between(0, 100),
                                "How large a part of the partitions that a broker should lead others may lead before they are handed back.")
                        .with(
                                LEADER_REPLICATION_THROTTLED_RATE,
                                LONG,
                                Long.MAX_VALUE,
                                atLeast(0),
                                "How many bytes a second this broker sends, as a leader, to replicas that are catching up and are named in their topic's leader.replication.throttled.replicas.")
                        .with(
                                FOLLOWER_REPLICATION_THROTTLED_RATE,
                                LONG,
                                Long.MAX_VALUE,
                                atLeast(0),
                                "How many bytes a second this broker fetches for replicas that are catching up and are named in their topic's follower.replication.throttled.replicas.")
                        .with(
                                REPLICA_LAG_TIME_MAX_MS,
                                LONG,
                                10_000,
                                atLeast(1),
                                "How long a follower may lack something that its leader has before it is no longer in sync.")
                        .with(
                                REPLICA_SELECTOR_CLASS,
                                STRING,
                                RACK_AWARE_SELECTOR,
                                oneOf(RACK_AWARE_SELECTOR, LEADER_SELECTOR),
                                "Where consumers that name their rack (client.rack) read: at an in-sync replica in that rack, or always at the leader.")
                        .with(
                                DEFAULT_REPLICATION_FACTOR,
                                INT,
                                1,
                                atLeast(1),
                                "How many replicas the partitions of a topic get that is created without a number.")
                        .with(
                                DELETE_TOPIC_ENABLE,
                                BOOLEAN,
                                true,
                                any(),
                                "Whether topics can be deleted.")
                        .with(
                                NUM_PARTITIONS,
                                INT,
                                1,
                                atLeast(1),
                                "How many partitions a topic gets that is created without a number.");
        CoordinatorConfigs.addTo(catalogue);
        for (ConfigKey topicKey : TopicConfigs.all().keys()) {
            for (Synonym synonym : topicKey.brokerSynonyms()) {
                catalogue.with(defaultOf(topicKey, synonym));
            }
        }
        return catalogue.build();
    }

    /** A topic's setting as the broker's default for all topics, in the synonym's unit. */
    private static ConfigKey defaultOf(ConfigKey topicKey, Synonym synonym) {
        boolean sameUnit = synonym.factor() == 1;
        return new ConfigKey(
                synonym.name(),
                topicKey.type(),
                sameUnit ? topicKey.defaultValue() : inUnitsOf(synonym, topicKey.defaultValue()),
                topicKey.bound(),
                "The default of %s%s: %s"
                        .formatted(
                                topicKey.name(),
                                sameUnit ? "" : ", in units of " + synonym.factor() + " ms",
                                topicKey.documentation()),
                List.of());
    }

    private static String inUnitsOf(Synonym synonym, String value) {
        return Long.toString(Long.parseLong(value) / synonym.factor());
    }

    /** Only those of the properties that are settings of this catalogue. */
    public static Map<String, String> known(Map<String, String> properties) {
        var known = new HashMap<String, String>();
        properties.forEach((name, value) -> {
            if (CATALOGUE.find(name) != null) {
                known.put(name, value);
            }
        });
        return known;
    }
}
