package io.taffrail.controller.api;

import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.CoordinatorConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import java.util.Map;

/**
 * What a topic is created with where the request says nothing. The topics of coordinators have
 * defaults of their own, so that it does not matter who is the first to ask for one.
 *
 * @param configs settings that become the topic's own
 */
record CreationDefaults(int partitions, int replicationFactor, Map<String, String> configs) {

    static CreationDefaults of(String topic, EffectiveConfigs effective) {
        return topic.equals(CoordinatedTopics.CONSUMER_OFFSETS)
                ? ofConsumerOffsets(effective)
                : new CreationDefaults(
                        effective.brokerInt(BrokerConfigs.NUM_PARTITIONS),
                        effective.brokerInt(BrokerConfigs.DEFAULT_REPLICATION_FACTOR),
                        Map.of());
    }

    private static CreationDefaults ofConsumerOffsets(EffectiveConfigs effective) {
        return new CreationDefaults(
                effective.brokerInt(CoordinatorConfigs.OFFSETS_TOPIC_NUM_PARTITIONS),
                effective.brokerInt(CoordinatorConfigs.OFFSETS_TOPIC_REPLICATION_FACTOR),
                Map.of(
                        TopicConfigs.CLEANUP_POLICY,
                        "compact",
                        TopicConfigs.COMPRESSION_TYPE,
                        "producer",
                        TopicConfigs.SEGMENT_BYTES,
                        effective
                                .brokerValue(CoordinatorConfigs.OFFSETS_TOPIC_SEGMENT_BYTES)
                                .value()));
    }
}
