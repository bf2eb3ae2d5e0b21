package io.taffrail.broker.storage;

import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.broker.storage.ReadResult.OutOfRange;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A log as it was at one moment, for readers on any thread. What it shows never changes and never
 * grows; a reader that wants more takes a newer view. Its segments stay readable for {@code
 * file.delete.delay.ms} after retention has taken them out of newer views.
 */
public final class LogView {

    private final long logStartOffset;
    private final long endOffset;
    private final long syncedOffset;
    private final long firstOpenTransactionOffset;
    private final Segment[] segments;
    private final long activeSizeBytes;
    private final LeaderEpochs leaderEpochs;

    LogView(
            long logStartOffset,
            long endOffset,
            long syncedOffset,
            long firstOpenTransactionOffset,
            Segment[] segments,
            LeaderEpochs leaderEpochs) {
        this.logStartOffset = logStartOffset;
        this.endOffset = endOffset;
        this.syncedOffset = syncedOffset;
        this.firstOpenTransactionOffset = firstOpenTransactionOffset;
        this.segments = segments;
        this.activeSizeBytes = segments[segments.length - 1].sizeBytes();
        this.leaderEpochs = leaderEpochs;
    }

    /** The first offset that may be read. */
    public long logStartOffset() {
        return logStartOffset;
    }

    /** The offset that the next record will get. */
    public long endOffset() {
        return endOffset;
    }

    /** Every record before this offset survives a power loss. */
    public long syncedOffset() {
        return syncedOffset;
    }

    /** Where the oldest open transaction begins, or -1 when none is open. */
    public long firstOpenTransactionOffset() {
        return firstOpenTransactionOffset;
    }

    public LeaderEpochs leaderEpochs() {
        return leaderEpochs;
    }

    public int segmentCount() {
        return segments.length;
    }

    /** The bytes of all segments. */
    public long sizeInBytes() {
        long total = activeSizeBytes;
        for (int i = 0; i < segments.length - 1; i++) {
            total += segments[i].sizeBytes();
        }
        return total;
    }

    /** Where the epoch ends in this log, as OffsetForLeaderEpoch answers it. */
    public LeaderEpochs.EpochEnd endOffsetFor(int epoch) {
        return leaderEpochs.endOffsetFor(epoch, endOffset);
    }

    /**
     * Finds the batches from an offset on.
     *
     * @param upToOffset no batch that reaches this offset is given: the high watermark, or the last
     *     stable offset
     * @param minOneBatch give the first batch even when it alone is over {@code maxBytes}
     * @throws DamagedLogException when bytes do not read as they were written
     */
    public ReadResult read(long startOffset, int maxBytes, long upToOffset, boolean minOneBatch)
            throws IOException {
        if (startOffset < logStartOffset || startOffset > endOffset) {
            return new OutOfRange(startOffset, logStartOffset, endOffset);
        }
        long bound = Math.min(upToOffset, endOffset);
        if (startOffset >= bound) {
            return LogSlice.empty(startOffset);
        }
        for (int slot = slotOf(startOffset); slot < segments.length; slot++) {
            LogSlice slice = readSegment(slot, startOffset, maxBytes, bound, minOneBatch);
            if (slice != null) {
                return slice;
            }
            throwIfMissing(slot, startOffset);
        }
        return LogSlice.empty(startOffset);
    }

    /**
     * The next segment begins behind the offset, so the one that was read had it. The next one's
     * first batch, which is whole, would be blamed otherwise, and nobody would mend the other.
     */
    private void throwIfMissing(int slot, long startOffset) throws IOException {
        if (slot + 1 < segments.length && startOffset < segments[slot + 1].baseOffset()) {
            Segment segment = segments[slot];
            throw new DamagedLogException(
                    segment.file().path(),
                    segment.sizeBytes(),
                    startOffset,
                    "no batch reaches that offset");
        }
    }

    /** Null when the segment has no batch that reaches the offset, so that the next one must. */
    private @Nullable LogSlice readSegment(
            int slot, long startOffset, int maxBytes, long bound, boolean minOneBatch)
            throws IOException {
        Segment segment = segments[slot];
        long size = sizeOf(slot);
        BatchScanner scanner = segment.scanFrom(startOffset, size);
        BatchHeader header = scanner.header();
        do {
            if (!scanner.next()) {
                scanner.throwIfFaulty();
                return null;
            }
        } while (header.lastOffset() < startOffset);
        long position = scanner.position();
        long firstBatchEnd = scanner.nextPosition();
        long baseOffset = header.baseOffset();
        boolean isExpected = baseOffset <= startOffset;
        if (header.lastOffset() >= bound || (firstBatchEnd - position > maxBytes && !minOneBatch)) {
            // A header that rotted must not keep a reader waiting for ever.
            provenEnd(segment, position, isExpected, firstBatchEnd);
            return LogSlice.empty(startOffset);
        }
        long end = size;
        if (bound < endOffsetOf(slot)) {
            end = endByOffset(segment, size, firstBatchEnd, bound);
        }
        if (end - position > maxBytes) {
            end = endByBytes(segment, end, firstBatchEnd, position + maxBytes);
        }
        end = provenEnd(segment, position, isExpected, end);
        return new LogSlice(segment.file(), position, (int) (end - position), baseOffset);
    }

    /**
     * Up to where the batches may be given: all, unless one of them has rotted on the disk.
     *
     * @param isExpected whether the first begins at an offset where it may
     * @throws DamagedLogException when that is damaged
     */
    private static long provenEnd(Segment segment, long position, boolean isExpected, long end)
            throws IOException {
        long from = segment.proven().unprovenFrom(position, end);
        if (from == end) {
            return end;
        }
        var proof = new BatchProof(segment, from, -1, end);
        while (proof.next()) {
            // Each shows itself to be whole.
        }
        if (proof.position() == position || from == position && !isExpected) {
            throw new DamagedLogException(
                    segment.file().path(), position, "the batch is not as it was written");
        }
        segment.proven().add(from, proof.position());
        return proof.position();
    }

    private static long endByOffset(Segment segment, long size, long firstBatchEnd, long bound)
            throws IOException {
        long end = firstBatchEnd;
        BatchScanner scanner = segment.scanFrom(bound, size);
        while (scanner.next()) {
            if (scanner.header().lastOffset() >= bound) {
                return Math.max(end, scanner.position());
            }
            end = Math.max(end, scanner.nextPosition());
        }
        scanner.throwIfFaulty();
        return end;
    }

    private static long endByBytes(Segment segment, long size, long firstBatchEnd, long byteBound)
            throws IOException {
        long end = firstBatchEnd;
        BatchScanner scanner = segment.scanFromByte(byteBound, size);
        while (scanner.next()) {
            if (scanner.nextPosition() > byteBound) {
                return Math.max(end, scanner.position());
            }
            end = Math.max(end, scanner.nextPosition());
        }
        scanner.throwIfFaulty();
        return end;
    }

    private int slotOf(long offset) {
        int low = 0;
        int high = segments.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (segments[middle].baseOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Math.max(high, 0);
    }

    private long sizeOf(int slot) {
        return slot == segments.length - 1 ? activeSizeBytes : segments[slot].sizeBytes();
    }

    private long endOffsetOf(int slot) {
        return slot == segments.length - 1 ? endOffset : segments[slot + 1].baseOffset();
    }

    /** The first record that is not older than the timestamp, or null when all are older. */
    public @Nullable TimestampOffset lookupByTimestamp(long timestamp) throws IOException {
        for (int slot = slotOf(logStartOffset); slot < segments.length; slot++) {
            if (segments[slot].maxTimestamp() >= timestamp) {
                TimestampOffset found = lookUpInSegment(slot, timestamp);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** The first of the newest records, or null when no record has a timestamp. */
    public @Nullable TimestampOffset maxTimestamp() throws IOException {
        int newestSlot = -1;
        long newest = -1;
        for (int slot = slotOf(logStartOffset); slot < segments.length; slot++) {
            long timestamp = segments[slot].maxTimestamp();
            if (timestamp > newest) {
                newest = timestamp;
                newestSlot = slot;
            }
        }
        return newestSlot < 0 ? null : lookUpInSegment(newestSlot, newest);
    }

    private @Nullable TimestampOffset lookUpInSegment(int slot, long timestamp) throws IOException {
        Segment segment = segments[slot];
        long from = Math.max(logStartOffset, segment.timeIndex().offsetToScanFrom(timestamp));
        BatchScanner scanner = segment.scanFrom(from, sizeOf(slot));
        BatchHeader header = scanner.header();
        while (scanner.next()) {
            if (header.maxTimestamp() >= timestamp && header.lastOffset() >= from) {
                TimestampOffset found =
                        RecordSearch.firstNotOlder(
                                segment.file(), scanner.position(), header, timestamp, from);
                if (found != null) {
                    return found;
                }
            }
        }
        scanner.throwIfFaulty();
        return null;
    }
}
