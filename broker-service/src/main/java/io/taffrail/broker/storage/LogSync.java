package io.taffrail.broker.storage;

import io.taffrail.kernel.fault.Invariant;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps account of which part of a log is durable. Lives on the loop that owns the log. */
final class LogSync {

    private final LogState state;
    private @Nullable SyncTask running;

    /** The lowest offset that the log was cut to while the task ran. */
    private long cutAtOffset = Long.MAX_VALUE;

    /** The segment that appends go to, as of the last sync, and how far that made it durable. */
    private @Nullable Segment durableSegment;

    private long durableBytes;

    // The same, for when the running task is complete.
    private @Nullable Segment comingSegment;
    private long comingBytes;

    LogSync(LogState state) {
        this.state = state;
    }

    /**
     * Whether something would be lost in a crash. Not so a new log that nothing was written to, nor
     * an epoch without a record, which recovery forgets in any case: with thousands of partitions a
     * change of leaders would otherwise be as many syncs.
     */
    boolean isDirty() {
        boolean hasNewNames = state.isDirectoryDirty && (state.isTouched || state.endOffset > 0);
        return state.syncedOffset < state.endOffset || hasNewNames || hasNewEpochs();
    }

    private boolean hasNewEpochs() {
        return state.syncedEpochs != state.epochs
                && !state.epochs
                        .truncatedTo(state.endOffset)
                        .isSameAs(state.syncedEpochs.truncatedTo(state.endOffset));
    }

    boolean isRunning() {
        return running != null;
    }

    /** Null when all is durable, or when a task is under way. */
    @Nullable SyncTask begin() throws IOException {
        if (running != null || !isDirty()) {
            return null;
        }
        var task =
                new SyncTask(
                        state.disk,
                        state.directory,
                        List.copyOf(state.filesToSync()),
                        state.isDirectoryDirty,
                        state.syncedEpochs == state.epochs ? null : state.epochs,
                        state.endOffset,
                        tail());
        comingSegment = state.active();
        comingBytes = comingSegment.sizeBytes();
        state.unsyncedSealed.clear();
        state.isDirectoryDirty = false;
        cutAtOffset = Long.MAX_VALUE;
        running = task;
        return task;
    }

    private @Nullable LogTail tail() {
        Segment active = state.active();
        boolean isTailAll =
                active == durableSegment
                        && active.sizeBytes() > durableBytes
                        && state.unsyncedSealed.isEmpty()
                        && !state.isDirectoryDirty
                        && state.syncedEpochs == state.epochs;
        return isTailAll
                ? new LogTail(
                        state.directory.getFileName().toString(),
                        active,
                        durableBytes,
                        Math.toIntExact(active.sizeBytes() - durableBytes))
                : null;
    }

    /**
     * The task met a full disk after it had synced the files: the names and the epochs remain to be
     * done, and nothing counts as durable until they are.
     */
    void abandon(SyncTask task) {
        Invariant.check(
                task == running, "abandoned a sync to %d that was not begun", task.upToOffset());
        running = null;
        durableSegment = null;
        state.isDirectoryDirty = true;
    }

    void complete(SyncTask task) {
        Invariant.check(
                task == running, "completed a sync to %d that was not begun", task.upToOffset());
        running = null;
        LeaderEpochs epochs = task.epochs();
        if (epochs != null) {
            state.syncedEpochs = epochs;
        }
        state.syncedOffset = Math.max(state.syncedOffset, Math.min(task.upToOffset(), cutAtOffset));
        durableSegment = cutAtOffset == Long.MAX_VALUE ? comingSegment : null;
        durableBytes = comingBytes;
    }

    /** The log is about to be cut: nothing of it may get into the journal any more before that. */
    void beforeCut() {
        durableSegment = null;
        if (running != null) {
            running.dropTail();
        }
    }

    /** The log was cut: what a running task syncs beyond the offset is not in it any more. */
    void cutAt(long offset) {
        cutAtOffset = Math.min(cutAtOffset, offset);
        state.syncedOffset = Math.min(state.syncedOffset, offset);
    }
}
