package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import org.jspecify.annotations.Nullable;

/** What a read of a log gives. */
public sealed interface ReadResult {

    /**
     * Whole batches that lie next to each other in one file. The first may start before the offset
     * that was asked for, which clients skip.
     *
     * @param file where they lie, or null when there are none
     * @param sizeInBytes 0 when there is nothing to read yet
     * @param firstBatchBaseOffset the base offset of the first batch, or the offset asked for
     */
    record LogSlice(
            @Nullable AppendFile file, long position, int sizeInBytes, long firstBatchBaseOffset)
            implements ReadResult {

        static LogSlice empty(long startOffset) {
            return new LogSlice(null, 0, 0, startOffset);
        }

        public boolean isEmpty() {
            return sizeInBytes == 0;
        }
    }

    /** The offset is before the log's start or beyond its end. */
    record OutOfRange(long startOffset, long logStartOffset, long endOffset)
            implements ReadResult {}
}
