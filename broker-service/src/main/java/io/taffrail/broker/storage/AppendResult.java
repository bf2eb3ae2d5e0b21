package io.taffrail.broker.storage;

import io.taffrail.kernel.fault.Rejected;

/** What became of one request of an append. */
public sealed interface AppendResult {

    /**
     * The records are in the log, though perhaps not synced: see {@link LogView#syncedOffset}.
     *
     * @param logAppendTimeMs the timestamp they were given, or -1 when they keep their own
     * @param isDuplicate the batch had been appended before; the offsets are those of then
     */
    record Appended(
            long firstOffset,
            long lastOffset,
            long logAppendTimeMs,
            long logStartOffset,
            boolean isDuplicate)
            implements AppendResult {}

    /** Nothing was appended. */
    record Refused(Rejected rejected) implements AppendResult {}
}
