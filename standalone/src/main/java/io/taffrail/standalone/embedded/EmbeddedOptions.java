package io.taffrail.standalone.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an embedded cluster shall be like, as {@link EmbeddedTaffrail} says it.
 *
 * @throws IllegalArgumentException when something of it cannot be, with a message that names it
 */
record EmbeddedOptions(
        List<String> topics,
        int partitions,
        Map<String, String> brokerProperties,
        String bootstrapServersProperty,
        String httpUrlProperty,
        int kafkaPort,
        int httpPort) {

    private static final String PARTITIONS = "num.partitions";

    @EmbeddedTaffrail
    private static final class Defaults {}

    EmbeddedOptions {
        topics = List.copyOf(topics);
        brokerProperties = Map.copyOf(brokerProperties);
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "partitions = " + partitions + ": a topic has at least 1");
        }
        if (new HashSet<>(topics).size() < topics.size()) {
            throw new IllegalArgumentException("topics = " + topics + ": name each only once");
        }
        if (brokerProperties.containsKey(PARTITIONS)) {
            throw new IllegalArgumentException(
                    "brokerProperties has " + PARTITIONS + ": say it with partitions");
        }
    }

    static EmbeddedOptions defaults() {
        EmbeddedTaffrail annotation = Defaults.class.getAnnotation(EmbeddedTaffrail.class);
        return of(java.util.Objects.requireNonNull(annotation));
    }

    static EmbeddedOptions of(EmbeddedTaffrail annotation) {
        return new EmbeddedOptions(
                Arrays.asList(annotation.topics()),
                annotation.partitions(),
                properties(annotation.brokerProperties()),
                annotation.bootstrapServersProperty(),
                annotation.httpUrlProperty(),
                annotation.kafkaPort(),
                annotation.httpPort());
    }

    private static Map<String, String> properties(String[] lines) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "brokerProperties has '" + line + "': write each as name=value");
            }
            properties.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
        return properties;
    }

    /** In Kafka's words. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(brokerProperties);
        settings.put(PARTITIONS, Integer.toString(partitions));
        return settings;
    }

    EmbeddedOptions withTopics(String... more) {
        List<String> all = new ArrayList<>(topics);
        all.addAll(Arrays.asList(more));
        return new EmbeddedOptions(
                all,
                partitions,
                brokerProperties,
                bootstrapServersProperty,
                httpUrlProperty,
                kafkaPort,
                httpPort);
    }

    EmbeddedOptions withPartitions(int count) {
        return new EmbeddedOptions(
                topics,
                count,
                brokerProperties,
                bootstrapServersProperty,
                httpUrlProperty,
                kafkaPort,
                httpPort);
    }

    EmbeddedOptions withBrokerProperty(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(brokerProperties);
        all.put(name, value);
        return new EmbeddedOptions(
                topics,
                partitions,
                all,
                bootstrapServersProperty,
                httpUrlProperty,
                kafkaPort,
                httpPort);
    }
}
