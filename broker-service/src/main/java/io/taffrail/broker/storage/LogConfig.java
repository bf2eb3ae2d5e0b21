package io.taffrail.broker.storage;

import io.taffrail.protocol.records.StoredCompression;
import org.jspecify.annotations.Nullable;

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
 * @param compression {@code compression.type}: how batches are stored; null leaves them as the
 *     producer packed them
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
        @Nullable StoredCompression compression,
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
                    null,
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
        return change().segmentBytes(bytes).done();
    }

    public LogConfig withIndexIntervalBytes(int bytes) {
        return change().indexIntervalBytes(bytes).done();
    }

    public LogConfig withRetention(long ms, long bytes) {
        return change().retentionMs(ms).retentionBytes(bytes).done();
    }

    /** Starts from these settings and changes some. */
    public Change change() {
        return new Change(this);
    }

    /** Settings on their way from one configuration to the next. */
    public static final class Change {
        private int segmentBytes;
        private long segmentMs;
        private long segmentJitterMs;
        private int indexBytes;
        private int indexIntervalBytes;
        private int maxMessageBytes;
        private @Nullable StoredCompression compression;
        private boolean isLogAppendTime;
        private long timestampBeforeMaxMs;
        private long timestampAfterMaxMs;
        private long retentionMs;
        private long retentionBytes;
        private long fileDeleteDelayMs;
        private long flushMessages;
        private long flushMs;
        private boolean isDeleted;
        private boolean isCompacted;

        private Change(LogConfig from) {
            segmentBytes = from.segmentBytes;
            segmentMs = from.segmentMs;
            segmentJitterMs = from.segmentJitterMs;
            indexBytes = from.indexBytes;
            indexIntervalBytes = from.indexIntervalBytes;
            maxMessageBytes = from.maxMessageBytes;
            compression = from.compression;
            isLogAppendTime = from.isLogAppendTime;
            timestampBeforeMaxMs = from.timestampBeforeMaxMs;
            timestampAfterMaxMs = from.timestampAfterMaxMs;
            retentionMs = from.retentionMs;
            retentionBytes = from.retentionBytes;
            fileDeleteDelayMs = from.fileDeleteDelayMs;
            flushMessages = from.flushMessages;
            flushMs = from.flushMs;
            isDeleted = from.isDeleted;
            isCompacted = from.isCompacted;
        }

        public Change segmentBytes(int value) {
            segmentBytes = value;
            return this;
        }

        public Change segmentMs(long value) {
            segmentMs = value;
            return this;
        }

        public Change segmentJitterMs(long value) {
            segmentJitterMs = value;
            return this;
        }

        public Change indexBytes(int value) {
            indexBytes = value;
            return this;
        }

        public Change indexIntervalBytes(int value) {
            indexIntervalBytes = value;
            return this;
        }

        public Change maxMessageBytes(int value) {
            maxMessageBytes = value;
            return this;
        }

        public Change compression(@Nullable StoredCompression value) {
            compression = value;
            return this;
        }

        public Change isLogAppendTime(boolean value) {
            isLogAppendTime = value;
            return this;
        }

        public Change timestampBeforeMaxMs(long value) {
            timestampBeforeMaxMs = value;
            return this;
        }

        public Change timestampAfterMaxMs(long value) {
            timestampAfterMaxMs = value;
            return this;
        }

        public Change retentionMs(long value) {
            retentionMs = value;
            return this;
        }

        public Change retentionBytes(long value) {
            retentionBytes = value;
            return this;
        }

        public Change fileDeleteDelayMs(long value) {
            fileDeleteDelayMs = value;
            return this;
        }

        public Change flushMessages(long value) {
            flushMessages = value;
            return this;
        }

        public Change flushMs(long value) {
            flushMs = value;
            return this;
        }

        public Change isDeleted(boolean value) {
            isDeleted = value;
            return this;
        }

        public Change isCompacted(boolean value) {
            isCompacted = value;
            return this;
        }

        public LogConfig done() {
            return new LogConfig(
                    segmentBytes,
                    segmentMs,
                    segmentJitterMs,
                    indexBytes,
                    indexIntervalBytes,
                    maxMessageBytes,
                    compression,
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
    }
}
