package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * From an offset to a byte position in the segment, for one batch in every {@code
 * index.interval.bytes}. Being sparse it gives a place to start walking from, at or before the one
 * that is wanted.
 *
 * <pre>
 * 0  base offset of a batch, relative to the segment's  int32
 * 4  byte position of that batch                         int32
 * </pre>
 *
 * Both columns rise strictly. Crash story: see {@link IndexFile}.
 */
final class OffsetIndex {

    static final int ENTRY_BYTES = 8;

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final IndexFile file;
    private final long segmentBaseOffset;

    OffsetIndex(Disk disk, Path path, long segmentBaseOffset, boolean exists) {
        this.file = new IndexFile(disk, path, ENTRY_BYTES, exists);
        this.segmentBaseOffset = segmentBaseOffset;
    }

    IndexFile file() {
        return file;
    }

    /** Adds an entry, unless the disk is full or the entry would not rise. */
    void append(long batchBaseOffset, long position) throws IOException {
        int count = file.entryCount();
        if (count > 0 && batchBaseOffset <= offsetAt(file.map(), count - 1)) {
            return;
        }
        MemorySegment map = file.reserve();
        if (map != null) {
            long at = (long) count * ENTRY_BYTES;
            map.set(INT, at, (int) (batchBaseOffset - segmentBaseOffset));
            map.set(INT, at + 4, (int) position);
            file.added();
        }
    }

    /** The byte position of the last indexed batch that starts at or before the offset, or 0. */
    long positionAtOrBefore(long offset) throws IOException {
        int count = file.entryCount();
        MemorySegment map = file.map();
        int slot = lastAtOrBefore(map, count, offset);
        return slot < 0 ? 0 : positionAt(map, slot);
    }

    /** The byte position of the last indexed batch at or before that byte, or 0. */
    long positionAtOrBeforeByte(long byteBound) throws IOException {
        int low = 0;
        int high = file.entryCount() - 1;
        MemorySegment map = file.map();
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (positionAt(map, middle) <= byteBound) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? 0 : positionAt(map, high);
    }

    private int lastAtOrBefore(MemorySegment map, int count, long offset) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (offsetAt(map, middle) <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private long offsetAt(MemorySegment map, int slot) {
        return segmentBaseOffset + map.get(INT, (long) slot * ENTRY_BYTES);
    }

    private static long positionAt(MemorySegment map, int slot) {
        return map.get(INT, (long) slot * ENTRY_BYTES + 4);
    }

    int entryCount() throws IOException {
        return file.entryCount();
    }

    /** Forgets the entries of batches that start at or after the offset. */
    void truncateTo(long offset) throws IOException {
        int count = file.entryCount();
        file.truncateTo(lastAtOrBefore(file.map(), count, offset - 1) + 1);
    }

    void clear() throws IOException {
        file.truncateTo(0);
    }

    /** What is wrong with the entries for a segment of that size, or null. Reads all of them. */
    @Nullable String findFault(long segmentBytes) throws IOException {
        int count = file.entryCount();
        MemorySegment map = file.map();
        long lastOffset = segmentBaseOffset - 1;
        long lastPosition = -1;
        for (int slot = 0; slot < count; slot++) {
            long offset = offsetAt(map, slot);
            long position = positionAt(map, slot);
            if (offset <= lastOffset || position <= lastPosition || position >= segmentBytes) {
                return "entry " + slot + " of " + count + " does not rise or lies beyond the log";
            }
            lastOffset = offset;
            lastPosition = position;
        }
        return null;
    }
}
