package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogConfig;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import java.util.List;

/** A topic's settings, as its logs want them. */
final class LogConfigs {

    private LogConfigs() {}

    static LogConfig of(EffectiveConfigs configs, String topic) {
        List<String> policies = configs.topicList(topic, TopicConfigs.CLEANUP_POLICY);
        return new LogConfig(
                configs.topicInt(topic, TopicConfigs.SEGMENT_BYTES),
                configs.topicLong(topic, TopicConfigs.SEGMENT_MS),
                configs.topicLong(topic, TopicConfigs.SEGMENT_JITTER_MS),
                configs.topicInt(topic, TopicConfigs.SEGMENT_INDEX_BYTES),
                configs.topicInt(topic, TopicConfigs.INDEX_INTERVAL_BYTES),
                configs.topicInt(topic, TopicConfigs.MAX_MESSAGE_BYTES),
                configs.topicText(topic, TopicConfigs.MESSAGE_TIMESTAMP_TYPE)
                        .equals("LogAppendTime"),
                configs.topicLong(topic, TopicConfigs.MESSAGE_TIMESTAMP_BEFORE_MAX_MS),
                configs.topicLong(topic, TopicConfigs.MESSAGE_TIMESTAMP_AFTER_MAX_MS),
                configs.topicLong(topic, TopicConfigs.RETENTION_MS),
                configs.topicLong(topic, TopicConfigs.RETENTION_BYTES),
                configs.topicLong(topic, TopicConfigs.FILE_DELETE_DELAY_MS),
                configs.topicLong(topic, TopicConfigs.FLUSH_MESSAGES),
                configs.topicLong(topic, TopicConfigs.FLUSH_MS),
                policies.contains("delete"),
                policies.contains("compact"));
    }
}
