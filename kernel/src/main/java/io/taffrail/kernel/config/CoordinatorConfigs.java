package io.taffrail.kernel.config;

import static io.taffrail.kernel.config.ConfigBound.any;
import static io.taffrail.kernel.config.ConfigBound.atLeast;
import static io.taffrail.kernel.config.ConfigBound.oneOf;
import static io.taffrail.kernel.config.ConfigType.INT;
import static io.taffrail.kernel.config.ConfigType.LIST;
import static io.taffrail.kernel.config.ConfigType.LONG;
import static io.taffrail.kernel.config.ConfigType.SHORT;
import static io.taffrail.kernel.config.ConfigType.STRING;

/**
 * The settings of those who coordinate groups, with the names, types, defaults and bounds of Kafka
 * 4.3. They are settings of brokers, because that is where Kafka has them and its tools look for
 * them; here gateways read them.
 */
public final class CoordinatorConfigs {

    public static final String OFFSETS_TOPIC_NUM_PARTITIONS = "offsets.topic.num.partitions";
    public static final String OFFSETS_TOPIC_REPLICATION_FACTOR =
            "offsets.topic.replication.factor";
    public static final String OFFSETS_TOPIC_SEGMENT_BYTES = "offsets.topic.segment.bytes";
    public static final String OFFSETS_RETENTION_MINUTES = "offsets.retention.minutes";
    public static final String OFFSETS_RETENTION_CHECK_INTERVAL_MS =
            "offsets.retention.check.interval.ms";
    public static final String OFFSET_METADATA_MAX_BYTES = "offset.metadata.max.bytes";

    public static final String GROUP_MIN_SESSION_TIMEOUT_MS = "group.min.session.timeout.ms";
    public static final String GROUP_MAX_SESSION_TIMEOUT_MS = "group.max.session.timeout.ms";
    public static final String GROUP_INITIAL_REBALANCE_DELAY_MS =
            "group.initial.rebalance.delay.ms";
    public static final String GROUP_MAX_SIZE = "group.max.size";

    public static final String CONSUMER_SESSION_TIMEOUT_MS = "group.consumer.session.timeout.ms";
    public static final String CONSUMER_MIN_SESSION_TIMEOUT_MS =
            "group.consumer.min.session.timeout.ms";
    public static final String CONSUMER_MAX_SESSION_TIMEOUT_MS =
            "group.consumer.max.session.timeout.ms";
    public static final String CONSUMER_HEARTBEAT_INTERVAL_MS =
            "group.consumer.heartbeat.interval.ms";
    public static final String CONSUMER_MIN_HEARTBEAT_INTERVAL_MS =
            "group.consumer.min.heartbeat.interval.ms";
    public static final String CONSUMER_MAX_HEARTBEAT_INTERVAL_MS =
            "group.consumer.max.heartbeat.interval.ms";
    public static final String CONSUMER_MAX_SIZE = "group.consumer.max.size";
    public static final String CONSUMER_ASSIGNORS = "group.consumer.assignors";
    public static final String CONSUMER_MIGRATION_POLICY = "group.consumer.migration.policy";

    private CoordinatorConfigs() {}

    static void addTo(ConfigCatalogue.Builder catalogue) {
        offsets(catalogue);
        classicGroups(catalogue);
        consumerGroups(catalogue);
    }

    private static void offsets(ConfigCatalogue.Builder catalogue) {
        catalogue
                .with(
                        OFFSETS_TOPIC_NUM_PARTITIONS,
                        INT,
                        50,
                        atLeast(1),
                        "How many partitions __consumer_offsets is created with. Each is a shard of groups, and a group's shard follows from this number, so it stays what it was at the creation.")
                .with(
                        OFFSETS_TOPIC_REPLICATION_FACTOR,
                        SHORT,
                        3,
                        atLeast(1),
                        "How many replicas __consumer_offsets is created with; until so many brokers are there, it is not created.")
                .with(
                        OFFSETS_TOPIC_SEGMENT_BYTES,
                        INT,
                        104_857_600,
                        atLeast(1),
                        "The segment.bytes that __consumer_offsets is created with; small segments are compacted and read sooner.")
                .with(
                        OFFSETS_RETENTION_MINUTES,
                        INT,
                        10_080,
                        atLeast(1),
                        "How many minutes a committed offset is kept after its group has become empty, or has unsubscribed from the topic.")
                .with(
                        OFFSETS_RETENTION_CHECK_INTERVAL_MS,
                        LONG,
                        600_000,
                        atLeast(1),
                        "How often it is looked for offsets that are kept no longer, in milliseconds.")
                .with(
                        OFFSET_METADATA_MAX_BYTES,
                        INT,
                        4096,
                        any(),
                        "How many bytes of text may be committed with an offset.");
    }

    private static void classicGroups(ConfigCatalogue.Builder catalogue) {
        catalogue
                .with(
                        GROUP_MIN_SESSION_TIMEOUT_MS,
                        INT,
                        6_000,
                        any(),
                        "The shortest session timeout, in milliseconds, that a member of a classic group may ask for.")
                .with(
                        GROUP_MAX_SESSION_TIMEOUT_MS,
                        INT,
                        1_800_000,
                        any(),
                        "The longest session timeout, in milliseconds, that a member of a classic group may ask for.")
                .with(
                        GROUP_INITIAL_REBALANCE_DELAY_MS,
                        INT,
                        3_000,
                        any(),
                        "How many milliseconds a new classic group waits for more members before it first shares out its partitions.")
                .with(
                        GROUP_MAX_SIZE,
                        INT,
                        Integer.MAX_VALUE,
                        atLeast(1),
                        "How many members a classic group may have.");
    }

    private static void consumerGroups(ConfigCatalogue.Builder catalogue) {
        catalogue
                .with(
                        CONSUMER_SESSION_TIMEOUT_MS,
                        INT,
                        45_000,
                        atLeast(1),
                        "After how many milliseconds without a heartbeat a member of a consumer group counts as gone.")
                .with(
                        CONSUMER_MIN_SESSION_TIMEOUT_MS,
                        INT,
                        45_000,
                        atLeast(1),
                        "The shortest session timeout, in milliseconds, that a single consumer group may be given.")
                .with(
                        CONSUMER_MAX_SESSION_TIMEOUT_MS,
                        INT,
                        60_000,
                        atLeast(1),
                        "The longest session timeout, in milliseconds, that a single consumer group may be given.")
                .with(
                        CONSUMER_HEARTBEAT_INTERVAL_MS,
                        INT,
                        5_000,
                        atLeast(1),
                        "How often the members of a consumer group are told to send heartbeats, in milliseconds.")
                .with(
                        CONSUMER_MIN_HEARTBEAT_INTERVAL_MS,
                        INT,
                        5_000,
                        atLeast(1),
                        "The shortest heartbeat interval, in milliseconds, that a single consumer group may be given.")
                .with(
                        CONSUMER_MAX_HEARTBEAT_INTERVAL_MS,
                        INT,
                        15_000,
                        atLeast(1),
                        "The longest heartbeat interval, in milliseconds, that a single consumer group may be given.")
                .with(
                        CONSUMER_MAX_SIZE,
                        INT,
                        Integer.MAX_VALUE,
                        atLeast(1),
                        "How many members a consumer group of the new protocol may have.")
                .with(
                        CONSUMER_ASSIGNORS,
                        LIST,
                        "uniform,range",
                        oneOf("uniform", "range"),
                        "Who may share out the partitions of a consumer group; the first one does when a member names none.")
                .with(
                        CONSUMER_MIGRATION_POLICY,
                        STRING,
                        "bidirectional",
                        oneOf("bidirectional", "upgrade", "downgrade", "disabled"),
                        "Which groups with members may change between the classic and the new protocol: to the new one (upgrade), back (downgrade), both or none.");
    }
}
