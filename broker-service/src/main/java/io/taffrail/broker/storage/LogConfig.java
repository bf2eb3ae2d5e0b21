package io.taffrail.broker.storage;

/**
 * A topic's settings as far as its logs care; Kafka's names and defaults, but for {@code
 * flush.messages}.
 *
 * @param segmentBytes {@code segment.bytes}: a segment rolls before it would grow over this
 * @param segmentMs {@code segment.ms}: a segment rolls when its first record is this old
 * @param segmentJitterMs {@code segment.jitter.ms}: at most this much is taken off {@code
 *     segment.ms}, so that the logs of a node do not all roll at once
 * @param indexBytes {@code segment.index.bytes}: a segment also rolls when an index is this large
 * @param indexIntervalBytes {@code index.interval.bytes}: log bytes between two index entries
 * @param maxMessageBytes {@code max.message.bytes}: the largest batch, as it comes
 * @param isLogAppendTime {@code message.timestamp.type} is {@code LogAppendTime}
 * @param timestampBeforeMaxMs {@code message.timestamp.before.max.ms}
 * @param timestampAfterMaxMs {@code message.timestamp.after.max.ms}
 * @param retentionMs {@code retention.ms}, or -1 to keep for ever
 * @param retentionBytes {@code retention.bytes}, or -1 for no bound
 * @param fileDeleteDelayMs {@code file.delete.delay.ms}: how long a deleted segment stays readable
 * @param flushMessages {@code flush.messages}: 1 (ours) syncs before an append counts as durable,
 *     and more leaves it to the operating system, as Kafka does by default
 * @param flushMs {@code flush.ms}: the longest that an append stays unsynced in that case
 * @param isDeleted {@code cleanup.policy} contains {@code delete}
 * @param isCompacted {@code cleanup.policy} contains {@code compact}
 */
public record LogConfig(
        int segmentBytes,
        long segmentMs,
        long segmentJitterMs,
        int indexBytes,
        int indexIntervalBytes,
        int maxMessageBytes,
        boolean isLogAppendTime,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        long retentionMs,
        long retentionBytes,
        long fileDeleteDelayMs,
        long flushMessages,
        long flushMs,
        boolean isDeleted,
        boolean isCompacted) {

    public static final LogConfig DEFAULT =
            new LogConfig(
                    1 << 30,
                    7L * 24 * 60 * 60 * 1000,
                    0,
                    10 << 20,
                    4096,
                    1024 * 1024 + 12,
                    false,
                    Long.MAX_VALUE,
                    60L * 60 * 1000,
                    7L * 24 * 60 * 60 * 1000,
                    -1,
                    60_000,
                    1,
                    Long.MAX_VALUE,
                    true,
                    false);

    /** Whether an append counts as durable only when it is synced. */
    public boolean isSyncedBeforeAck() {
        return flushMessages == 1;
    }

    public LogConfig withSegmentBytes(int bytes) {
        return new LogConfig(
                bytes,
                segmentMs,
                segmentJitterMs,
                indexBytes,
                indexIntervalBytes,
                maxMessageBytes,
                isLogAppendTime,
                timestampBeforeMaxMs,
                timestampAfterMaxMs,
                retentionMs,
                retentionBytes,
                fileDeleteDelayMs,
                flushMessages,
                flushMs,
                isDeleted,
                isCompacted);
    }

    public LogConfig withIndexIntervalBytes(int bytes) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                segmentJitterMs,
                indexBytes,
                bytes,
                maxMessageBytes,
                isLogAppendTime,
                timestampBeforeMaxMs,
                timestampAfterMaxMs,
                retentionMs,
                retentionBytes,
                fileDeleteDelayMs,
                flushMessages,
                flushMs,
                isDeleted,
                isCompacted);
    }

    public LogConfig withRetention(long ms, long bytes) {
        return new LogConfig(
                segmentBytes,
                segmentMs,
                segmentJitterMs,
                indexBytes,
                indexIntervalBytes,
                maxMessageBytes,
                isLogAppendTime,
                timestampBeforeMaxMs,
                timestampAfterMaxMs,
                ms,
                bytes,
                fileDeleteDelayMs,
                flushMessages,
                flushMs,
                isDeleted,
                isCompacted);
    }
}
