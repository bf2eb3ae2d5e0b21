package io.taffrail.gateway.reset;

import io.taffrail.gateway.link.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a reset does to one partition.
 *
 * @param before what is committed, or null when nothing is
 * @param wanted where it should go
 * @param startOffset the first record that is there
 * @param endOffset after the last record that is there
 */
public record MovedOffset(
        TopicPartition partition,
        @Nullable Long before,
        long wanted,
        long startOffset,
        long endOffset) {

    /** Where it goes: never outside of the log. */
    public long after() {
        return Math.clamp(wanted, startOffset, Math.max(startOffset, endOffset));
    }

    public boolean isClamped() {
        return wanted != after();
    }

    /** How many records were left to read; all of them when nothing is committed. */
    public long lagBefore() {
        long next = before == null ? startOffset : Math.max(before, startOffset);
        return Math.max(0, endOffset - next);
    }

    public long lagAfter() {
        return Math.max(0, endOffset - after());
    }
}
