package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * From a timestamp to an offset to start looking from. An entry says: up to and including this
 * offset, no record is newer than this timestamp.
 *
 * <pre>
 * 0  largest timestamp so far                              int64
 * 8  offset of its record, relative to the segment's base  int32
 * </pre>
 *
 * Both columns rise. The last entry of a sealed segment is its newest record. Crash story: see
 * {@link IndexFile}.
 */
final class TimeIndex {

    static final int ENTRY_BYTES = 12;

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final IndexFile file;
    private final long segmentBaseOffset;

    TimeIndex(Disk disk, Path path, long segmentBaseOffset, boolean exists) {
        this.file = new IndexFile(disk, path, ENTRY_BYTES, exists);
        this.segmentBaseOffset = segmentBaseOffset;
    }

    IndexFile file() {
        return file;
    }

    /**
     * Adds an entry, unless the timestamp is not newer than the last.
     *
     * @return false when the disk is full
     */
    boolean append(long timestamp, long offset) throws IOException {
        int count = file.entryCount();
        if (count > 0 && timestamp <= timestampAt(file.map(), count - 1)) {
            return true;
        }
        MemorySegment map = file.reserve();
        if (map == null) {
            return false;
        }
        long at = (long) count * ENTRY_BYTES;
        map.set(LONG, at, timestamp);
        map.set(INT, at + 8, (int) (offset - segmentBaseOffset));
        file.added();
        return true;
    }

    int entryCount() throws IOException {
        return file.entryCount();
    }

    /** The timestamp of the last entry, or -1. */
    long lastTimestamp() throws IOException {
        int count = file.entryCount();
        return count == 0 ? -1 : timestampAt(file.map(), count - 1);
    }

    /** The offset of the last entry, or the segment's base. */
    long lastOffset() throws IOException {
        int count = file.entryCount();
        return count == 0 ? segmentBaseOffset : offsetAt(file.map(), count - 1);
    }

    /** An offset before which every record is older than the timestamp. */
    long offsetToScanFrom(long timestamp) throws IOException {
        int low = 0;
        int high = file.entryCount() - 1;
        MemorySegment map = file.map();
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (timestampAt(map, middle) < timestamp) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? segmentBaseOffset : offsetAt(map, high);
    }

    private static long timestampAt(MemorySegment map, int slot) {
        return map.get(LONG, (long) slot * ENTRY_BYTES);
    }

    private long offsetAt(MemorySegment map, int slot) {
        return segmentBaseOffset + map.get(INT, (long) slot * ENTRY_BYTES + 8);
    }

    /** Forgets the entries of records at or after the offset. */
    void truncateTo(long offset) throws IOException {
        int count = file.entryCount();
        MemorySegment map = file.map();
        while (count > 0 && offsetAt(map, count - 1) >= offset) {
            count--;
        }
        file.truncateTo(count);
    }

    void clear() throws IOException {
        file.truncateTo(0);
    }

    /** What is wrong with the entries of a segment that ends at that offset, or null. */
    @Nullable String findFault(long endOffset) throws IOException {
        int count = file.entryCount();
        MemorySegment map = file.map();
        long lastTimestamp = Long.MIN_VALUE;
        long lastOffset = segmentBaseOffset - 1;
        for (int slot = 0; slot < count; slot++) {
            long timestamp = timestampAt(map, slot);
            long offset = offsetAt(map, slot);
            if (timestamp <= lastTimestamp || offset <= lastOffset || offset >= endOffset) {
                return "entry " + slot + " of " + count + " does not rise or lies beyond the log";
            }
            lastTimestamp = timestamp;
            lastOffset = offset;
        }
        return null;
    }
}
