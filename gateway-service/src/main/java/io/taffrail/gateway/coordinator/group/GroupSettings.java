package io.taffrail.gateway.coordinator.group;

import io.taffrail.kernel.config.CoordinatorConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;

/**
 * The bounds that groups live in, under Kafka's names and with Kafka's defaults.
 *
 * @param minSessionTimeoutMs group.min.session.timeout.ms
 * @param maxSessionTimeoutMs group.max.session.timeout.ms
 * @param initialRebalanceDelayMs group.initial.rebalance.delay.ms
 * @param maxSize group.max.size
 * @param consumerSessionTimeoutMs group.consumer.session.timeout.ms
 * @param consumerHeartbeatIntervalMs group.consumer.heartbeat.interval.ms
 * @param consumerMaxSize group.consumer.max.size
 * @param migrationPolicy group.consumer.migration.policy
 * @param offsetMetadataBytesMax offset.metadata.max.bytes
 * @param offsetsRetentionMs offsets.retention.minutes
 * @param offsetsCheckIntervalMs offsets.retention.check.interval.ms
 */
public record GroupSettings(
        int minSessionTimeoutMs,
        int maxSessionTimeoutMs,
        int initialRebalanceDelayMs,
        int maxSize,
        int consumerSessionTimeoutMs,
        int consumerHeartbeatIntervalMs,
        int consumerMaxSize,
        MigrationPolicy migrationPolicy,
        int offsetMetadataBytesMax,
        long offsetsRetentionMs,
        long offsetsCheckIntervalMs) {

    public static final GroupSettings DEFAULT =
            new GroupSettings(
                    6_000,
                    1_800_000,
                    3_000,
                    Integer.MAX_VALUE,
                    45_000,
                    5_000,
                    Integer.MAX_VALUE,
                    MigrationPolicy.BIDIRECTIONAL,
                    4_096,
                    7L * 24 * 60 * 60 * 1000,
                    600_000);

    /** What holds on a node. */
    public static GroupSettings of(EffectiveConfigs configs) {
        return new GroupSettings(
                configs.brokerInt(CoordinatorConfigs.GROUP_MIN_SESSION_TIMEOUT_MS),
                configs.brokerInt(CoordinatorConfigs.GROUP_MAX_SESSION_TIMEOUT_MS),
                configs.brokerInt(CoordinatorConfigs.GROUP_INITIAL_REBALANCE_DELAY_MS),
                configs.brokerInt(CoordinatorConfigs.GROUP_MAX_SIZE),
                configs.brokerInt(CoordinatorConfigs.CONSUMER_SESSION_TIMEOUT_MS),
                configs.brokerInt(CoordinatorConfigs.CONSUMER_HEARTBEAT_INTERVAL_MS),
                configs.brokerInt(CoordinatorConfigs.CONSUMER_MAX_SIZE),
                MigrationPolicy.of(
                        configs.brokerValue(CoordinatorConfigs.CONSUMER_MIGRATION_POLICY).value()),
                configs.brokerInt(CoordinatorConfigs.OFFSET_METADATA_MAX_BYTES),
                60_000L * configs.brokerInt(CoordinatorConfigs.OFFSETS_RETENTION_MINUTES),
                configs.brokerLong(CoordinatorConfigs.OFFSETS_RETENTION_CHECK_INTERVAL_MS));
    }
}
