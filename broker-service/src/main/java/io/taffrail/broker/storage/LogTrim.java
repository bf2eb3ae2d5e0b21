package io.taffrail.broker.storage;

import io.taffrail.broker.storage.Retention.SegmentAge;
import io.taffrail.kernel.disk.DiskFullException;
import java.io.IOException;
import java.util.ArrayList;

/**
 * The work that time brings to a log: it rolls an old segment, deletes what {@link Retention} no
 * longer keeps, and forgets producers that are gone.
 *
 * <p>Lives on the loop that owns the log.
 */
final class LogTrim {

    private final LogState state;
    private final Appender appender;
    private final DoomedSegments doomed;

    LogTrim(LogState state, Appender appender, DoomedSegments doomed) {
        this.state = state;
        this.appender = appender;
        this.doomed = doomed;
    }

    /**
     * @return whether readers need a new view
     */
    boolean maintain(long highWatermark, long producerExpirationMs, long nowMs) throws IOException {
        state.producers.expire(nowMs, producerExpirationMs);
        boolean isRolled = rollWhenOld(nowMs);
        boolean isTrimmed = deleteOldSegments(highWatermark, nowMs);
        doomed.deleteDue(nowMs);
        return isRolled || isTrimmed;
    }

    private boolean rollWhenOld(long nowMs) throws IOException {
        Segment active = state.active();
        boolean isOver = Retention.isTooOld(active.maxTimestamp(), state.config, nowMs);
        if (active.sizeBytes() > 0 && (isOver || appender.isOld(active, -1, nowMs))) {
            try {
                state.roll();
                return true;
            } catch (DiskFullException e) {
                // Retention may be what makes room, so it goes on with the segments there are.
                return false;
            }
        }
        return false;
    }

    private boolean deleteOldSegments(long highWatermark, long nowMs) throws IOException {
        var sealed = new ArrayList<SegmentAge>(state.segments.size());
        for (int i = 0; i < state.segments.size() - 1; i++) {
            Segment segment = state.segments.get(i);
            sealed.add(
                    new SegmentAge(
                            state.segments.get(i + 1).baseOffset(),
                            segment.sizeBytes(),
                            segment.maxTimestamp()));
        }
        int count =
                Retention.segmentsToDelete(
                        sealed,
                        state.active().sizeBytes(),
                        state.logStartOffset,
                        highWatermark,
                        state.config,
                        nowMs);
        if (count > 0) {
            long newStart = state.segments.get(count).baseOffset();
            state.logStartOffset = Math.max(state.logStartOffset, newStart);
            state.epochs = state.epochs.startingAt(state.logStartOffset);
            for (int i = 0; i < count; i++) {
                Segment oldest = state.segments.remove(0);
                state.unsyncedSealed.remove(oldest);
                doomed.add(oldest, nowMs + state.config.fileDeleteDelayMs());
            }
            state.deleteSnapshotsOutside(newStart, state.endOffset);
            state.isDirectoryDirty = true;
        }
        return count > 0;
    }
}
