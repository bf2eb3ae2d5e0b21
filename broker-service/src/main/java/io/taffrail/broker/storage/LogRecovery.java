package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Brings a log's files into a state that can be appended to. After a clean close it trusts them;
 * otherwise it trusts what lies before the recovery point, because that was synced, and reads what
 * lies after it: batches are kept up to the first that is not whole, and the rest is cut. Damage
 * before the recovery point is never cut, since acknowledged records may follow it.
 */
public final class LogRecovery {

    /**
     * What is known about a log before it is opened.
     *
     * @param recoveryPoint every record before it was synced
     * @param logStartOffset no record before it is shown
     * @param isClean the node closed the log itself, so that nothing needs to be checked
     * @param beforeCut told the offset before the log is cut back to it
     */
    public record Start(
            Disk disk,
            Path directory,
            LogConfig config,
            long recoveryPoint,
            long logStartOffset,
            boolean isClean,
            BeforeCut beforeCut) {}

    /**
     * Lowers the recovery point on disk before a log is cut, and has the journal forget the log. A
     * crash could otherwise leave a log that is half its old and half its new self before a point
     * up to which everything counts as whole.
     */
    @FunctionalInterface
    public interface BeforeCut {
        void lowerRecoveryPoint(long offset) throws IOException;
    }

    private final Start start;
    private final Disk disk;
    private final Path directory;
    private final LogState state;
    private final BatchBody body = new BatchBody();

    private long bytesChecked;
    private long bytesCut;
    private long cutAtOffset = -1;
    private int indexesRebuilt;
    private boolean hasChangedFiles;

    LogRecovery(Start start) {
        this.start = start;
        this.disk = start.disk();
        this.directory = start.directory();
        this.state =
                new LogState(
                        disk, directory, start.config(), new ProducerStates(), LeaderEpochs.EMPTY);
    }

    LogState state() {
        return state;
    }

    RecoveryReport recover() throws IOException {
        disk.createDirectories(directory);
        var listing = new LogListing(state);
        listing.loadSegments(start.logStartOffset());
        boolean epochsKnown = listing.loadEpochs();
        Segment first = state.segments.get(0);
        state.logStartOffset = Math.max(start.logStartOffset(), first.baseOffset());
        // The epochs may have been written after the log's start moved, and the start itself not.
        state.logStartOffset = Math.max(state.logStartOffset, state.epochs.startOffset());
        if (start.isClean()) {
            trustSegments();
        } else {
            checkSegments();
        }
        long missing = start.isClean() ? 0 : Math.max(0, start.recoveryPoint() - state.endOffset);
        state.logStartOffset = Math.min(state.logStartOffset, state.endOffset);
        if (!epochsKnown || !state.epochs.covers(state.logStartOffset, state.endOffset)) {
            // Deleting records can come undone by a crash when its epochs do not.
            rebuildEpochs();
        }
        state.epochs = state.epochs.truncatedTo(state.endOffset).startingAt(state.logStartOffset);
        // A snapshot beyond the recovery point may be of a log that was cut since.
        // Where the log begins, though, nothing else tells of the producers of what was deleted.
        long firstOffset = first.baseOffset();
        state.deleteSnapshotsOutside(
                firstOffset,
                start.isClean() ? state.endOffset : Math.max(firstOffset, start.recoveryPoint()));
        new ProducerRecovery(state).rebuild();
        makeDurable();
        return new RecoveryReport(
                directory,
                start.isClean(),
                state.endOffset,
                bytesChecked,
                bytesCut,
                cutAtOffset,
                indexesRebuilt,
                missing);
    }

    private void rebuildEpochs() throws IOException {
        state.epochs = LeaderEpochs.EMPTY;
        for (Segment segment : state.segments) {
            if (segment.isBlank()) {
                continue;
            }
            BatchScanner scanner = segment.scanFrom(state.logStartOffset, segment.sizeBytes());
            while (scanner.next()) {
                BatchHeader header = scanner.header();
                state.epochs =
                        state.epochs.with(header.partitionLeaderEpoch(), header.baseOffset());
            }
            scanner.throwIfFaulty();
        }
    }

    private void trustSegments() throws IOException {
        for (Segment segment : state.segments) {
            rebuildMissingIndexes(segment);
        }
        Segment active = state.active();
        long end = active.baseOffset();
        if (active.sizeBytes() > 0) {
            BatchScanner scanner = active.scanFrom(Long.MAX_VALUE, active.sizeBytes());
            while (scanner.next()) {
                end = scanner.header().nextOffset();
            }
            scanner.throwIfFaulty();
            active.resume(active.timeIndex().lastTimestamp(), active.timeIndex().lastOffset());
        }
        state.endOffset = end;
        state.syncedOffset = end;
    }

    /** A sealed segment always has a time index, and a large one has an offset index. */
    private void rebuildMissingIndexes(Segment segment) throws IOException {
        boolean misses =
                segment.sizeBytes() > 0
                        && (segment.timeIndex().file().isMalformed()
                                || segment.offsetIndex().file().isMalformed()
                                || segment.timeIndex().entryCount() == 0
                                || (segment.offsetIndex().entryCount() == 0
                                        && segment.sizeBytes() > indexedFromBytes()));
        if (misses) {
            rescan(segment, 0, segment.baseOffset(), Long.MAX_VALUE, false);
            segment.seal();
            state.unsyncedSealed.add(segment);
            indexesRebuilt++;
        }
    }

    /** A log shorter than this may have no entry, since a batch can be as long as allowed. */
    private long indexedFromBytes() {
        return (long) start.config().indexIntervalBytes() + 2L * start.config().maxMessageBytes();
    }

    private void checkSegments() throws IOException {
        long end = state.segments.get(0).baseOffset();
        for (int i = 0; i < state.segments.size(); i++) {
            Segment segment = state.segments.get(i);
            boolean isSealed = i + 1 < state.segments.size();
            // Only the sync after the roll makes a sealed segment's end and indexes durable, so the
            // recovery point must have gone beyond the roll, not just reached it.
            boolean isDurable =
                    isSealed && state.segments.get(i + 1).baseOffset() < start.recoveryPoint();
            if (isDurable) {
                rebuildMissingIndexes(segment);
                end = state.segments.get(i + 1).baseOffset();
                continue;
            }
            long nextBase = isSealed ? state.segments.get(i + 1).baseOffset() : Long.MAX_VALUE;
            end = checkTail(segment, nextBase);
            boolean isHole = isSealed && end < nextBase;
            if (isHole && end < start.recoveryPoint()) {
                throw new DamagedLogException(
                        segment.file().path(),
                        segment.sizeBytes(),
                        end,
                        "the next segment begins at a later offset");
            }
            if (isHole || cutAtOffset >= 0) {
                // The tail of this segment never reached the disk, though what followed it did.
                cutAtOffset = end;
                deleteAfter(i);
            }
            if (i + 1 < state.segments.size()) {
                segment.seal();
                hasChangedFiles = true;
            }
            state.unsyncedSealed.add(segment);
        }
        state.endOffset = end;
        state.syncedOffset = Math.min(start.recoveryPoint(), end);
    }

    /** Checks a segment from the recovery point on; gives the offset at which it ends. */
    private long checkTail(Segment segment, long nextBase) throws IOException {
        if (segment.isBlank()) {
            return segment.baseOffset();
        }
        segment.offsetIndex().file().dropZeroTail();
        segment.timeIndex().file().dropZeroTail();
        boolean isIndexed =
                segment.offsetIndex().findFault(segment.sizeBytes()) == null
                        && segment.timeIndex().findFault(Long.MAX_VALUE) == null;
        long position = 0;
        long offset = segment.baseOffset();
        if (isIndexed && start.recoveryPoint() > segment.baseOffset()) {
            BatchScanner scanner = segment.scanFrom(start.recoveryPoint(), segment.sizeBytes());
            if (scanner.next()) {
                position = scanner.position();
                offset = scanner.header().baseOffset();
            }
        } else if (!isIndexed) {
            indexesRebuilt++;
        }
        return rescan(segment, position, offset, nextBase, true);
    }

    /**
     * Walks a segment from a batch on, writing the indexes anew from there.
     *
     * @param nextBase where the next segment begins. What lies beyond it in this one was taken back
     *     when the disk was full, before the log rolled, and only the crash has brought it back
     * @return the offset at which the segment ends
     */
    private long rescan(Segment segment, long position, long offset, long nextBase, boolean mayCut)
            throws IOException {
        long sizeBytes = segment.sizeBytes();
        segment.startOver(position, offset);
        state.epochs = mayCut ? state.epochs.truncatedTo(offset) : state.epochs;
        var scanner = new BatchScanner(segment.file(), position, sizeBytes, segment.baseOffset());
        BatchHeader header = scanner.header();
        String fault = null;
        long end = offset;
        while (fault == null && scanner.next()) {
            if (header.nextOffset() > nextBase) {
                bytesCut += sizeBytes - scanner.position();
                segment.file().truncate(scanner.position());
                return end;
            }
            fault = mayCut ? findFault(segment, scanner) : null;
            if (fault == null) {
                end = header.nextOffset();
                if (mayCut) {
                    state.epochs =
                            state.epochs.with(header.partitionLeaderEpoch(), header.baseOffset());
                }
                segment.added(
                        header.baseOffset(),
                        header.sizeInBytes(),
                        header.maxTimestamp(),
                        header.lastOffset(),
                        start.config().indexIntervalBytes());
            }
        }
        if (fault == null) {
            fault = scanner.fault();
        }
        if (fault != null) {
            if (!mayCut || end < start.recoveryPoint()) {
                throw new DamagedLogException(
                        segment.file().path(), segment.sizeBytes(), end, fault);
            }
            cut(segment, sizeBytes, end);
        }
        return end;
    }

    private @Nullable String findFault(Segment segment, BatchScanner scanner) throws IOException {
        int sizeBytes = scanner.header().sizeInBytes();
        bytesChecked += sizeBytes;
        return body.isWhole(segment.file(), scanner.position(), sizeBytes)
                ? null
                : "the batch's checksum does not match";
    }

    private void cut(Segment segment, long oldSizeBytes, long offset) throws IOException {
        bytesCut += oldSizeBytes - segment.sizeBytes();
        cutAtOffset = offset;
        segment.file().truncate(segment.sizeBytes());
    }

    /** What follows a cut cannot be reached any more. */
    private void deleteAfter(int slot) throws IOException {
        while (state.segments.size() > slot + 1) {
            Segment segment = state.segments.remove(slot + 1);
            hasChangedFiles = true;
            bytesCut += segment.sizeBytes();
            segment.renameAsDeleted();
            segment.deleteRenamed();
        }
    }

    /** What was just recovered may still be in the page cache only, as after a kill. */
    private void makeDurable() throws IOException {
        boolean isDurable =
                state.syncedOffset == state.endOffset
                        && bytesCut == 0
                        && indexesRebuilt == 0
                        && !hasChangedFiles;
        if (!isDurable) {
            var sync = new LogSync(state);
            state.isDirectoryDirty = true;
            state.isTouched = true;
            SyncTask task = sync.begin();
            if (task != null) {
                task.run();
                sync.complete(task);
            }
        }
        state.unsyncedSealed.clear();
    }
}
