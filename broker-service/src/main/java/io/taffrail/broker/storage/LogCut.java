package io.taffrail.broker.storage;

import io.taffrail.broker.storage.LogRecovery.BeforeCut;
import java.io.IOException;

/**
 * Takes the end off a log, as a follower does whose log has parted from its leader's. Apart from
 * the appends because it is the one thing that makes durable records go away: each step is durable
 * before the next, so that a crash leaves the log before the cut or after it, and no mixture.
 *
 * <p>Lives on the loop that owns the log.
 */
final class LogCut {

    private final LogState state;
    private final LogSync sync;
    private final BeforeCut beforeCut;
    private final DoomedSegments doomed;

    LogCut(LogState state, LogSync sync, BeforeCut beforeCut, DoomedSegments doomed) {
        this.state = state;
        this.sync = sync;
        this.beforeCut = beforeCut;
        this.doomed = doomed;
    }

    /** Drops what {@link PartitionLog#truncateTo} says. */
    void truncateTo(long offset, long nowMs) throws IOException {
        sync.beforeCut();
        beforeCut.lowerRecoveryPoint(recoveryPointAfterCut(offset));
        cutSegments(Math.max(offset, state.logStartOffset), nowMs);
        afterCut();
    }

    /** A batch that holds the offset goes as a whole, so its beginning is what counts. */
    private long recoveryPointAfterCut(long offset) {
        Segment segment = state.segments.get(0);
        for (Segment each : state.segments) {
            segment = each.baseOffset() < offset ? each : segment;
        }
        return Math.min(state.syncedOffset, segment.baseOffset());
    }

    private void cutSegments(long offset, long nowMs) throws IOException {
        while (state.segments.size() > 1 && state.active().baseOffset() >= offset) {
            doomLast(nowMs);
        }
        Segment segment = state.active();
        segment.recomputeMaxTimestamp();
        BatchScanner scanner = segment.scanFrom(offset, segment.sizeBytes());
        long end = Math.max(segment.baseOffset(), Math.min(offset, state.endOffset));
        while (scanner.next()) {
            if (scanner.header().lastOffset() >= offset) {
                end = Math.min(offset, scanner.header().baseOffset());
                segment.truncate(scanner.position(), end);
                break;
            }
        }
        scanner.throwIfFaulty();
        state.unsyncedSealed.remove(segment);
        state.endOffset = end;
    }

    /** Drops every record; the next one gets the offset. */
    void truncateFullyAndStartAt(long offset, long nowMs) throws IOException {
        sync.beforeCut();
        beforeCut.lowerRecoveryPoint(0);
        while (!state.segments.isEmpty()) {
            doomLast(nowMs);
        }
        state.unsyncedSealed.clear();
        var fresh = new Segment(state.disk, state.directory, offset, 0, false, false);
        fresh.file();
        state.segments.add(fresh);
        state.logStartOffset = offset;
        state.endOffset = offset;
        state.epochs = LeaderEpochs.EMPTY;
        // Those that lie before the new start would tell of producers of the log that is gone.
        state.deleteSnapshotsOutside(Long.MAX_VALUE, Long.MAX_VALUE);
        afterCut();
    }

    private void doomLast(long nowMs) throws IOException {
        Segment last = state.segments.remove(state.segments.size() - 1);
        doomed.add(last, nowMs + state.config.fileDeleteDelayMs());
    }

    /**
     * Syncs the cut at once: were it to come undone after new records, a crash could leave new
     * segments before old ones.
     */
    private void afterCut() throws IOException {
        state.active().file().sync();
        state.disk.syncDirectory(state.directory);
        state.epochs = state.epochs.truncatedTo(state.endOffset);
        state.deleteSnapshotsOutside(0, state.endOffset);
        new ProducerRecovery(state).rebuild();
        state.isDirectoryDirty = true;
        sync.cutAt(state.endOffset);
    }
}
