package io.taffrail.kernel.config;

import io.taffrail.kernel.config.ConfigKey.Synonym;
import io.taffrail.kernel.config.ConfigValue.Candidate;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The settings that hold on one node: what a topic says, then what was set at run time on this
 * broker, then for all brokers, then the properties file, then the default. Immutable; make a new
 * one for a new image.
 */
public final class EffectiveConfigs {

    private static final int NO_NODE = -1;

    private final MetadataImage image;
    private final Map<String, String> onBroker;
    private final Map<String, String> onAllBrokers;
    private final Map<String, String> properties;

    /**
     * @param nodeId whose run-time settings hold
     * @param properties the settings in that node's properties file
     */
    public EffectiveConfigs(MetadataImage image, int nodeId, Map<String, String> properties) {
        this.image = image;
        this.onBroker = image.configs(ConfigResource.broker(nodeId));
        this.onAllBrokers = image.configs(ConfigResource.ALL_BROKERS);
        this.properties = BrokerConfigs.known(properties);
    }

    /**
     * The settings that hold in the whole cluster, whatever single nodes say: for what all nodes
     * must agree on.
     */
    public static EffectiveConfigs ofCluster(MetadataImage image) {
        return new EffectiveConfigs(image, NO_NODE, Map.of());
    }

    /** A setting of the topic, which need not exist. */
    public ConfigValue topicValue(String topic, String name) {
        return topicValue(topic, TopicConfigs.key(name));
    }

    public ConfigValue topicValue(String topic, ConfigKey key) {
        var candidates = new ArrayList<Candidate>();
        String override = image.configs(ConfigResource.topic(topic)).get(key.name());
        if (override != null) {
            candidates.add(new Candidate(key.name(), override, ConfigSource.TOPIC_OVERRIDE));
        }
        for (Synonym synonym : key.brokerSynonyms()) {
            addBrokerValues(candidates, synonym);
        }
        // Sources first, then the order of synonyms within one: the sort keeps equal ones in place.
        candidates.sort((a, b) -> a.source().compareTo(b.source()));
        String defaultName =
                key.brokerSynonyms().isEmpty()
                        ? key.name()
                        : key.brokerSynonyms().getFirst().name();
        candidates.add(new Candidate(defaultName, key.defaultValue(), ConfigSource.DEFAULT));
        return new ConfigValue(key, candidates);
    }

    public ConfigValue brokerValue(String name) {
        ConfigKey key = BrokerConfigs.key(name);
        var candidates = new ArrayList<Candidate>();
        addBrokerValues(candidates, new Synonym(name, 1));
        candidates.add(new Candidate(name, key.defaultValue(), ConfigSource.DEFAULT));
        return new ConfigValue(key, candidates);
    }

    public long topicLong(String topic, String name) {
        return Long.parseLong(topicValue(topic, name).value().strip());
    }

    public int topicInt(String topic, String name) {
        return Integer.parseInt(topicValue(topic, name).value().strip());
    }

    public double topicDouble(String topic, String name) {
        return Double.parseDouble(topicValue(topic, name).value().strip());
    }

    public boolean topicBoolean(String topic, String name) {
        return Boolean.parseBoolean(topicValue(topic, name).value().strip());
    }

    public String topicText(String topic, String name) {
        return topicValue(topic, name).value();
    }

    /** The words of a list, without the spaces around them; empty for an empty list. */
    public List<String> topicList(String topic, String name) {
        return Arrays.stream(topicValue(topic, name).value().split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    public int brokerInt(String name) {
        return Integer.parseInt(brokerValue(name).value().strip());
    }

    public long brokerLong(String name) {
        return Long.parseLong(brokerValue(name).value().strip());
    }

    public boolean brokerBoolean(String name) {
        return Boolean.parseBoolean(brokerValue(name).value().strip());
    }

    private void addBrokerValues(List<Candidate> candidates, Synonym synonym) {
        add(candidates, synonym, onBroker, ConfigSource.DYNAMIC_BROKER);
        add(candidates, synonym, onAllBrokers, ConfigSource.DYNAMIC_ALL_BROKERS);
        add(candidates, synonym, properties, ConfigSource.STATIC_BROKER);
    }

    private static void add(
            List<Candidate> candidates,
            Synonym synonym,
            Map<String, String> values,
            ConfigSource source) {
        String value = values.get(synonym.name());
        if (value != null) {
            candidates.add(new Candidate(synonym.name(), synonym.convert(value), source));
        }
    }
}
