package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogConfig;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.protocol.records.Compression;
import io.taffrail.protocol.records.StoredCompression;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                compression(configs, topic),
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

    private static @Nullable StoredCompression compression(EffectiveConfigs configs, String topic) {
        String type = configs.topicText(topic, TopicConfigs.COMPRESSION_TYPE);
        return switch (type) {
            case "uncompressed" -> StoredCompression.of(Compression.NONE);
            case "snappy" -> StoredCompression.of(Compression.SNAPPY);
            case "gzip" ->
                    new StoredCompression(
                            Compression.GZIP, configs.topicInt(topic, "compression.gzip.level"));
            case "lz4" ->
                    new StoredCompression(
                            Compression.LZ4, configs.topicInt(topic, "compression.lz4.level"));
            case "zstd" ->
                    new StoredCompression(
                            Compression.ZSTD, configs.topicInt(topic, "compression.zstd.level"));
            // "producer": as it comes.
            default -> null;
        };
    }
}
