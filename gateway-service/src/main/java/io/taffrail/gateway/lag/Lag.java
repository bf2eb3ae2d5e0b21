package io.taffrail.gateway.lag;

import io.taffrail.gateway.link.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far one group is behind in one partition.
 *
 * <p>Only what can still be read counts. A group that never committed there is behind by the whole
 * log: where it would begin is its own setting (auto.offset.reset), which nobody tells the
 * coordinator. A group whose position has been deleted goes on at the log's start; what it missed
 * is {@link #lost}, and is no lag any more.
 *
 * @param committed the offset of the next record to read, or null when nothing was committed
 * @param startOffset the first record that is there
 * @param endOffset after the last record that is there
 * @param firstUnreadMs when the first record was written that the group has not read, in
 *     milliseconds since 1970; null when there is none, or when its time is not known
 */
public record Lag(
        TopicPartition partition,
        @Nullable Long committed,
        long startOffset,
        long endOffset,
        @Nullable Long firstUnreadMs) {

    /** The first offset that the group can still read and has not. */
    public long nextOffset() {
        return committed == null ? startOffset : Math.max(committed, startOffset);
    }

    /** How many offsets are left to read. */
    public long records() {
        return Math.max(0, endOffset - nextOffset());
    }

    /** How many offsets were deleted before the group had read them. */
    public long lost() {
        return committed == null ? 0 : Math.max(0, startOffset - committed);
    }

    /**
     * The age of the first record that is not read, in seconds: 0 when nothing is left to read,
     * null when it is not known.
     */
    public @Nullable Double seconds(long nowMs) {
        if (records() == 0) {
            return 0.0;
        }
        return firstUnreadMs == null ? null : Math.max(0, nowMs - firstUnreadMs) / 1000.0;
    }

    Lag readUpTo(@Nullable Long timeMs) {
        return new Lag(partition, committed, startOffset, endOffset, timeMs);
    }
}
