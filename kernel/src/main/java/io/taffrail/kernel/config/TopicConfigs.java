package io.taffrail.kernel.config;

import static io.taffrail.kernel.config.ConfigBound.any;
import static io.taffrail.kernel.config.ConfigBound.atLeast;
import static io.taffrail.kernel.config.ConfigBound.between;
import static io.taffrail.kernel.config.ConfigBound.oneOf;
import static io.taffrail.kernel.config.ConfigBound.only;
import static io.taffrail.kernel.config.ConfigBound.replicas;
import static io.taffrail.kernel.config.ConfigType.BOOLEAN;
import static io.taffrail.kernel.config.ConfigType.DOUBLE;
import static io.taffrail.kernel.config.ConfigType.INT;
import static io.taffrail.kernel.config.ConfigType.LIST;
import static io.taffrail.kernel.config.ConfigType.LONG;
import static io.taffrail.kernel.config.ConfigType.STRING;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a topic, with the names, types and defaults of Kafka 4.3. One default differs:
 * {@code flush.messages} is 1, so that a record is on disk when it is acknowledged.
 */
public final class TopicConfigs {

    public static final String CLEANUP_POLICY = "cleanup.policy";
    public static final String COMPRESSION_TYPE = "compression.type";
    public static final String DELETE_RETENTION_MS = "delete.retention.ms";
    public static final String FILE_DELETE_DELAY_MS = "file.delete.delay.ms";
    public static final String FLUSH_MESSAGES = "flush.messages";
    public static final String FLUSH_MS = "flush.ms";
    public static final String INDEX_INTERVAL_BYTES = "index.interval.bytes";
    public static final String MAX_COMPACTION_LAG_MS = "max.compaction.lag.ms";
    public static final String MAX_MESSAGE_BYTES = "max.message.bytes";
    public static final String MESSAGE_TIMESTAMP_AFTER_MAX_MS = "message.timestamp.after.max.ms";
    public static final String MESSAGE_TIMESTAMP_BEFORE_MAX_MS = "message.timestamp.before.max.ms";
    public static final String MESSAGE_TIMESTAMP_TYPE = "message.timestamp.type";
    public static final String MIN_CLEANABLE_DIRTY_RATIO = "min.cleanable.dirty.ratio";
    public static final String MIN_COMPACTION_LAG_MS = "min.compaction.lag.ms";
    public static final String LEADER_THROTTLED_REPLICAS = "leader.replication.throttled.replicas";
    public static final String FOLLOWER_THROTTLED_REPLICAS =
            "follower.replication.throttled.replicas";
    public static final String MIN_INSYNC_REPLICAS = "min.insync.replicas";
    public static final String PREALLOCATE = "preallocate";
    public static final String RETENTION_BYTES = "retention.bytes";
    public static final String RETENTION_MS = "retention.ms";
    public static final String SEGMENT_BYTES = "segment.bytes";
    public static final String SEGMENT_INDEX_BYTES = "segment.index.bytes";
    public static final String SEGMENT_JITTER_MS = "segment.jitter.ms";
    public static final String SEGMENT_MS = "segment.ms";
    public static final String UNCLEAN_LEADER_ELECTION_ENABLE = "unclean.leader.election.enable";

    private static final long MINUTE_MS = 60_000L;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final String NO_TIERS = "segments stay on the broker's own disks";

    private static final ConfigCatalogue CATALOGUE = catalogue();

    private TopicConfigs() {}

    public static ConfigCatalogue all() {
        return CATALOGUE;
    }

    /** The setting of that name, which must exist: for names that are constants in our code. */
    public static ConfigKey key(String name) {
        ConfigKey key = CATALOGUE.find(name);
        if (key == null) {
            throw new IllegalArgumentException(name + " is not a setting of topics");
        }
        return key;
    }

    /** The first refusal among a topic's own settings, or nothing when all may be set together. */
    public static Optional<Rejected> refusal(Map<String, String> settings) {
        for (var setting : settings.entrySet()) {
            ConfigKey key = CATALOGUE.find(setting.getKey());
            Optional<Rejected> refusal =
                    key == null ? unknown(setting.getKey()) : key.refusal(setting.getValue());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return inverted(settings);
    }

    private static Optional<Rejected> unknown(String name) {
        return Optional.of(
                new Rejected(
                        Rejection.INVALID_CONFIG,
                        "%s is not a setting of topics: check its name".formatted(name)));
    }

    private static Optional<Rejected> inverted(Map<String, String> settings) {
        long minLagMs = longValue(settings, MIN_COMPACTION_LAG_MS);
        long maxLagMs = longValue(settings, MAX_COMPACTION_LAG_MS);
        return minLagMs <= maxLagMs
                ? Optional.empty()
                : Optional.of(
                        new Rejected(
                                Rejection.INVALID_CONFIG,
                                "%s %d is above %s %d: lower the first or raise the second"
                                        .formatted(
                                                MIN_COMPACTION_LAG_MS,
                                                minLagMs,
                                                MAX_COMPACTION_LAG_MS,
                                                maxLagMs)));
    }

    private static long longValue(Map<String, String> settings, String name) {
        return Long.parseLong(settings.getOrDefault(name, key(name).defaultValue()).strip());
    }

    private static ConfigCatalogue catalogue() {
        var catalogue = ConfigCatalogue.builder();
        cleaning(catalogue);
        compression(catalogue);
        messages(catalogue);
        segments(catalogue);
        replication(catalogue);
        tiers(catalogue);
        return catalogue.build();
    }

    private static void cleaning(ConfigCatalogue.Builder catalogue) {
        catalogue
                .with(
                        CLEANUP_POLICY,
                        LIST,
                        "delete",
                        oneOf("delete", "compact"),
                        "What happens to old segments: deleted by age and size, compacted to the last record of each key, or both.",
                        "log.cleanup.policy")
                .with(
                        DELETE_RETENTION_MS,
                        LONG,
                        DAY_MS,
                        atLeast(0),
                        "How many milliseconds a compacted topic keeps a tombstone for readers who are behind.",
                        "log.cleaner.delete.retention.ms")
                .with(
                        MAX_COMPACTION_LAG_MS,
                        LONG,
                        Long.MAX_VALUE,
                        atLeast(1),
                        "After how many milliseconds at the latest a record is up for compaction.",
                        "log.cleaner.max.compaction.lag.ms")
                .with(
                        MIN_COMPACTION_LAG_MS,
                        LONG,
                        0,
                        atLeast(0),
                        "For how many milliseconds at least a record is safe from compaction.",
                        "log.cleaner.min.compaction.lag.ms")
                .with(
                        MIN_CLEANABLE_DIRTY_RATIO,
                        DOUBLE,
                        0.5,
                        between(0, 1),
                        "Which share of a log must be uncompacted before compaction is worth it.",
                        "log.cleaner.min.cleanable.ratio")
                .with(
                        RETENTION_BYTES,
                        LONG,
                        -1,
                        atLeast(-1),
                        "How many bytes a partition may take before its oldest segments go; -1 for no bound.",
                        "log.retention.bytes")
                .with(
                        RETENTION_MS,
                        LONG,
                        7 * DAY_MS,
                        atLeast(-1),
                        "How many milliseconds a record is kept at least; -1 for ever.",
                        "log.retention.ms",
                        "log.retention.minutes",
                        MINUTE_MS,
                        "log.retention.hours",
                        HOUR_MS);
    }

    private static void compression(ConfigCatalogue.Builder catalogue) {
        catalogue
                .with(
                        COMPRESSION_TYPE,
                        STRING,
                        "producer",
                        oneOf("producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"),
                        "How batches are stored; 'producer' keeps what the producer chose.",
                        "compression.type")
                .with(
                        "compression.gzip.level",
                        INT,
                        -1,
                        between(-1, 9),
                        "The level when batches are stored as gzip; -1 is gzip's own default.",
                        "compression.gzip.level")
                .with(
                        "compression.lz4.level",
                        INT,
                        9,
                        between(1, 17),
                        "The level when batches are stored as lz4.",
                        "compression.lz4.level")
                .with(
                        "compression.zstd.level",
                        INT,
                        3,
                        between(-131_072, 22),
                        "The level when batches are stored as zstd.",
                        "compression.zstd.level");
    }

    private static void messages(ConfigCatalogue.Builder catalogue) {
        catalogue
                .with(
                        MAX_MESSAGE_BYTES,
                        INT,
                        1_048_588,
                        atLeast(0),
                        "The largest record batch, in bytes as it is stored, that is accepted.",
                        "message.max.bytes")
                .with(
                        MESSAGE_TIMESTAMP_TYPE,
                        STRING,
                        "CreateTime",
                        oneOf("CreateTime", "LogAppendTime"),
                        "Whose clock stamps a record: the producer's or the broker's.",
                        "log.message.timestamp.type")
                .with(
                        MESSAGE_TIMESTAMP_BEFORE_MAX_MS,
                        LONG,
                        Long.MAX_VALUE,
                        atLeast(0),
                        "How many milliseconds a producer's timestamp may lie behind the broker's clock.",
                        "log.message.timestamp.before.max.ms")
                .with(
                        MESSAGE_TIMESTAMP_AFTER_MAX_MS,
                        LONG,
                        HOUR_MS,
                        atLeast(0),
                        "How many milliseconds a producer's timestamp may lie ahead of the broker's clock.",
                        "log.message.timestamp.after.max.ms")
                .with(
                        FLUSH_MESSAGES,
                        LONG,
                        1,
                        atLeast(1),
                        "After how many records a log is synced to disk; 1 syncs before each acknowledgement, a higher value acknowledges from the page cache.",
                        "log.flush.interval.messages")
                .with(
                        FLUSH_MS,
                        LONG,
                        Long.MAX_VALUE,
                        atLeast(0),
                        "After how many milliseconds an unsynced record is synced to disk.",
                        "log.flush.interval.ms");
    }

    private static void segments(ConfigCatalogue.Builder catalogue) {
        catalogue
                .with(
                        FILE_DELETE_DELAY_MS,
                        LONG,
                        MINUTE_MS,
                        atLeast(0),
                        "How many milliseconds a deleted segment stays on disk for readers who hold it.",
                        "log.segment.delete.delay.ms")
                .with(
                        INDEX_INTERVAL_BYTES,
                        INT,
                        4096,
                        atLeast(0),
                        "How many bytes of records lie between two entries of the offset index.",
                        "log.index.interval.bytes")
                .with(
                        PREALLOCATE,
                        BOOLEAN,
                        false,
                        only("false", "segments grow as they are written"),
                        "Whether a segment takes its full size on disk when it is created.",
                        "log.preallocate")
                .with(
                        SEGMENT_BYTES,
                        INT,
                        1_073_741_824,
                        atLeast(1_048_576),
                        "At how many bytes a segment is closed and the next begun.",
                        "log.segment.bytes")
                .with(
                        SEGMENT_INDEX_BYTES,
                        INT,
                        10_485_760,
                        atLeast(4),
                        "How many bytes the index of a segment may take.",
                        "log.index.size.max.bytes")
                .with(
                        SEGMENT_JITTER_MS,
                        LONG,
                        0,
                        atLeast(0),
                        "By up to how many milliseconds segment.ms varies, so that logs do not roll together.",
                        "log.roll.jitter.ms",
                        "log.roll.jitter.hours",
                        HOUR_MS)
                .with(
                        SEGMENT_MS,
                        LONG,
                        7 * DAY_MS,
                        atLeast(1),
                        "After how many milliseconds a segment is closed though it is not full.",
                        "log.roll.ms",
                        "log.roll.hours",
                        HOUR_MS);
    }

    private static void replication(ConfigCatalogue.Builder catalogue) {
        catalogue
                .with(
                        MIN_INSYNC_REPLICAS,
                        INT,
                        1,
                        atLeast(1),
                        "How many replicas must have a record before acks=all is answered.",
                        "min.insync.replicas")
                .with(
                        UNCLEAN_LEADER_ELECTION_ENABLE,
                        BOOLEAN,
                        false,
                        any(),
                        "Whether a replica that may lack acknowledged records can lead when no other is left.",
                        "unclean.leader.election.enable")
                .with(
                        LEADER_THROTTLED_REPLICAS,
                        LIST,
                        "",
                        replicas(),
                        "The replicas whose leader limits how fast they copy, as partition:broker pairs, or *.")
                .with(
                        FOLLOWER_THROTTLED_REPLICAS,
                        LIST,
                        "",
                        replicas(),
                        "The replicas that limit how fast they copy, as partition:broker pairs, or *.");
    }

    private static void tiers(ConfigCatalogue.Builder catalogue) {
        catalogue
                .with(
                        "remote.storage.enable",
                        BOOLEAN,
                        false,
                        only("false", NO_TIERS),
                        "Whether old segments move to a remote store.")
                .with(
                        "remote.log.copy.disable",
                        BOOLEAN,
                        false,
                        only("false", NO_TIERS),
                        "Whether copying to a remote store is stopped.")
                .with(
                        "remote.log.delete.on.disable",
                        BOOLEAN,
                        false,
                        only("false", NO_TIERS),
                        "Whether remote segments are deleted when the remote store is switched off.")
                .with(
                        "local.retention.bytes",
                        LONG,
                        -2,
                        only("-2", NO_TIERS),
                        "How many bytes stay on local disks when a remote store is used; -2 follows retention.bytes.",
                        "log.local.retention.bytes")
                .with(
                        "local.retention.ms",
                        LONG,
                        -2,
                        only("-2", NO_TIERS),
                        "For how many milliseconds segments stay on local disks when a remote store is used; -2 follows retention.ms.",
                        "log.local.retention.ms");
    }
}
