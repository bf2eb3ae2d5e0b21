package io.taffrail.broker.storage;

import io.taffrail.kernel.fault.Rejected;

/** What became of one request of an append. */
public sealed interface AppendResult {

    /**
     * The records are in the log, though perhaps not synced: see {@link LogView#syncedOffset}.
     *
     * @param firstOffset {@link #FORGOTTEN} of a duplicate whose offsets are not known any more
     * @param lastOffset of such a duplicate, an offset that it ends at or before
     * @param logAppendTimeMs the timestamp they were given, or -1 when they keep their own
     * @param isDuplicate the batch had been appended before; the offsets are those of then
     */
    record Appended(
            long firstOffset,
            long lastOffset,
            long logAppendTimeMs,
            long logStartOffset,
            boolean isDuplicate)
            implements AppendResult {

        public static final long FORGOTTEN = -1;
    }

    /** Nothing was appended. */
    record Refused(Rejected rejected) implements AppendResult {}
}
