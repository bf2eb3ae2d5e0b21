package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of batches with its two indexes. The owner of the log appends; any thread reads up to
 * the size that a {@link LogView} gave it. Files are opened at their first use, since most segments
 * of most logs are read by nobody.
 */
final class Segment {

    private final Disk disk;
    private final Path directory;
    private final long baseOffset;
    private final OffsetIndex offsetIndex;
    private final TimeIndex timeIndex;
    private final ProvenBytes proven;

    private volatile @Nullable AppendFile file;
    private volatile long sizeBytes;
    private volatile long maxTimestamp = -1;
    private volatile boolean isMaxTimestampKnown;

    // Under the lock of this segment: where a late reader finds the file, if it still does.
    private String renamedTo = "";
    private boolean isDeleted;
    private boolean isClosed;

    // Owned by the log's loop.
    private long maxTimestampOffset;
    private long firstTimestamp = -1;
    private long bytesSinceIndexEntry;

    /**
     * @param sizeBytes what the directory says; 0 for a new segment
     * @param hasOffsetIndex whether the directory lists the index
     * @param hasTimeIndex whether the directory lists the index
     */
    Segment(
            Disk disk,
            Path directory,
            long baseOffset,
            long sizeBytes,
            boolean hasOffsetIndex,
            boolean hasTimeIndex) {
        this.disk = disk;
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.sizeBytes = sizeBytes;
        this.proven = new ProvenBytes(sizeBytes);
        this.maxTimestampOffset = baseOffset;
        this.isMaxTimestampKnown = sizeBytes == 0;
        this.offsetIndex =
                new OffsetIndex(disk, pathOf(LogFiles.OFFSET_INDEX), baseOffset, hasOffsetIndex);
        this.timeIndex = new TimeIndex(disk, pathOf(LogFiles.TIME_INDEX), baseOffset, hasTimeIndex);
    }

    Path pathOf(String suffix) {
        return LogFiles.path(directory, baseOffset, suffix);
    }

    long baseOffset() {
        return baseOffset;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    OffsetIndex offsetIndex() {
        return offsetIndex;
    }

    TimeIndex timeIndex() {
        return timeIndex;
    }

    /** What of it may be served as it is. */
    ProvenBytes proven() {
        return proven;
    }

    AppendFile file() throws IOException {
        AppendFile opened = file;
        return opened != null ? opened : openFile();
    }

    private synchronized AppendFile openFile() throws IOException {
        AppendFile opened = file;
        if (opened == null) {
            if (isDeleted) {
                // Opening would make a new one, which the next start would take for the log's.
                throw new NoSuchFileException(pathOf(LogFiles.LOG).toString());
            }
            opened = disk.open(pathOf(LogFiles.LOG + renamedTo));
            file = opened;
        }
        return opened;
    }

    /** Writes whole batches; the caller then tells of each by {@link #added}. */
    void write(ByteBuffer[] buffers, int count) throws IOException {
        file().append(buffers, count);
    }

    /** Counts a batch that was written, and indexes it when the last entry is far enough back. */
    void added(
            long batchBaseOffset,
            int batchBytes,
            long batchMaxTimestamp,
            long batchMaxTimestampOffset,
            int indexIntervalBytes)
            throws IOException {
        if (bytesSinceIndexEntry > indexIntervalBytes) {
            // Recovery starts from an offset entry and trusts that the time index covers all
            // before it, so on a full disk there is neither.
            if (maxTimestamp < 0 || timeIndex.append(maxTimestamp, maxTimestampOffset)) {
                offsetIndex.append(batchBaseOffset, sizeBytes);
            }
            bytesSinceIndexEntry = 0;
        }
        bytesSinceIndexEntry += batchBytes;
        if (firstTimestamp < 0) {
            firstTimestamp = batchMaxTimestamp;
        }
        if (batchMaxTimestamp > maxTimestamp) {
            maxTimestamp = batchMaxTimestamp;
            maxTimestampOffset = batchMaxTimestampOffset;
        }
        sizeBytes = sizeBytes + batchBytes;
    }

    /** The newest timestamp of the segment, or -1 when it has none. */
    long maxTimestamp() throws IOException {
        if (!isMaxTimestampKnown) {
            maxTimestamp = timeIndex.lastTimestamp();
            isMaxTimestampKnown = true;
        }
        return maxTimestamp;
    }

    /** The time of the first batch, for rolling by age; -1 when the segment is empty. */
    long firstTimestamp() throws IOException {
        if (firstTimestamp < 0 && sizeBytes > 0) {
            var scanner = new BatchScanner(file(), 0, sizeBytes, baseOffset);
            if (scanner.next()) {
                firstTimestamp = scanner.header().maxTimestamp();
            }
        }
        return firstTimestamp;
    }

    /** Prepares an existing segment to be appended to: the state that appends keep up. */
    void resume(long knownMaxTimestamp, long knownMaxTimestampOffset) {
        maxTimestamp = knownMaxTimestamp;
        maxTimestampOffset = knownMaxTimestampOffset;
        isMaxTimestampKnown = true;
    }

    /** Goes back to a batch from which on the indexes are to be written again. */
    void startOver(long position, long offset) throws IOException {
        offsetIndex.truncateTo(offset);
        timeIndex.truncateTo(offset);
        if (position == 0) {
            offsetIndex.clear();
            timeIndex.clear();
            firstTimestamp = -1;
        }
        sizeBytes = position;
        bytesSinceIndexEntry = 0;
        // The two indexes may have survived a crash to different lengths.
        recomputeMaxTimestamp();
    }

    /** Whether an index has no space for another entry within the bound. */
    boolean isIndexFull(int indexBytes) throws IOException {
        return (offsetIndex.entryCount() + 1L) * OffsetIndex.ENTRY_BYTES > indexBytes
                || (timeIndex.entryCount() + 2L) * TimeIndex.ENTRY_BYTES > indexBytes;
    }

    /**
     * Completes the indexes, when nothing more will be appended for now. The last entry of the time
     * index is not one that may be left out: it tells how new a sealed segment is.
     */
    void seal() throws IOException {
        if (maxTimestamp() >= 0 && !timeIndex.append(maxTimestamp, maxTimestampOffset)) {
            throw new DiskFullException("no space left to complete " + timeIndex.file().path());
        }
        offsetIndex.file().trim();
        timeIndex.file().trim();
    }

    /** The files that hold this segment; those that were never opened have nothing to sync. */
    List<AppendFile> filesToSync() throws IOException {
        var files = new ArrayList<AppendFile>(3);
        AppendFile log = file;
        if (log != null) {
            files.add(log);
        }
        AppendFile offsets = offsetIndex.file().fileToSync();
        if (offsets != null) {
            files.add(offsets);
        }
        AppendFile times = timeIndex.file().fileToSync();
        if (times != null) {
            files.add(times);
        }
        return files;
    }

    /** A walk that starts at or before the batch which holds the offset. */
    BatchScanner scanFrom(long offset, long endPosition) throws IOException {
        return scanAt(offsetIndex.positionAtOrBefore(offset), offset, endPosition);
    }

    /** A walk that starts at or before the batch which holds the byte. */
    BatchScanner scanFromByte(long byteBound, long endPosition) throws IOException {
        return scanAt(offsetIndex.positionAtOrBeforeByte(byteBound), Long.MAX_VALUE, endPosition);
    }

    /** An index that rotted must not send a reader astray: then the walk starts at the front. */
    private BatchScanner scanAt(long start, long offset, long endPosition) throws IOException {
        if (start > 0 && start < endPosition) {
            var scanner = new BatchScanner(file(), start, endPosition, baseOffset);
            if (scanner.next() && scanner.header().baseOffset() <= offset) {
                scanner.rewindTo(start, baseOffset);
                return scanner;
            }
        }
        return new BatchScanner(file(), 0, endPosition, baseOffset);
    }

    /**
     * Cuts the log and its indexes to the bytes before the position, where that offset would be.
     */
    void truncate(long position, long offset) throws IOException {
        file().truncate(position);
        sizeBytes = position;
        proven.cut(position);
        offsetIndex.truncateTo(offset);
        timeIndex.truncateTo(offset);
        recomputeMaxTimestamp();
        bytesSinceIndexEntry = 0;
        if (position == 0) {
            firstTimestamp = -1;
        }
    }

    /** Nothing was ever written to it, so that there is nothing to check. */
    boolean isBlank() {
        return sizeBytes == 0 && offsetIndex.file().isAbsent() && timeIndex.file().isAbsent();
    }

    /** Finds the newest record again, from the last index entry on. */
    void recomputeMaxTimestamp() throws IOException {
        long newest = timeIndex.lastTimestamp();
        long newestOffset = timeIndex.lastOffset();
        var scanner = scanFrom(newestOffset, sizeBytes);
        while (scanner.next()) {
            BatchHeader header = scanner.header();
            if (header.maxTimestamp() > newest) {
                newest = header.maxTimestamp();
                newestOffset = header.lastOffset();
            }
        }
        resume(newest, newestOffset);
    }

    /** Takes back the bytes of a write that failed half-way. */
    void undoWrite() throws IOException {
        file().truncate(sizeBytes);
    }

    /** Takes the segment out of the log; whoever has a view of it reads on. */
    synchronized void renameAsDeleted() throws IOException {
        Path path = pathOf(LogFiles.LOG);
        if (disk.exists(path)) {
            disk.rename(path, pathOf(LogFiles.LOG + LogFiles.DELETED));
        }
        renamedTo = LogFiles.DELETED;
        offsetIndex.file().rename(pathOf(LogFiles.OFFSET_INDEX + LogFiles.DELETED));
        timeIndex.file().rename(pathOf(LogFiles.TIME_INDEX + LogFiles.DELETED));
    }

    synchronized void deleteRenamed() throws IOException {
        isDeleted = true;
        AppendFile opened = file;
        if (opened != null) {
            opened.close();
        }
        disk.delete(pathOf(LogFiles.LOG + LogFiles.DELETED));
        offsetIndex.file().delete();
        timeIndex.file().delete();
    }

    /**
     * Makes the records durable that the journal has kept so far; nothing when nobody needs them
     * any more, or when whoever closed the segment did.
     */
    synchronized void settle() throws IOException {
        AppendFile opened = file;
        if (opened != null && !isDeleted && !isClosed) {
            opened.sync();
        }
    }

    synchronized void close() throws IOException {
        isClosed = true;
        AppendFile opened = file;
        if (opened != null) {
            opened.close();
        }
        offsetIndex.file().close();
        timeIndex.file().close();
    }
}
