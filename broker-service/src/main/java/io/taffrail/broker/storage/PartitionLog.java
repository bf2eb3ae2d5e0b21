package io.taffrail.broker.storage;

import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.broker.storage.Retention.SegmentAge;
import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log of one partition on one disk. One loop owns it and calls everything here but {@link
 * #view}; after each change a new {@link LogView} is there for readers.
 *
 * <p>When the disk fails the log refuses everything from then on and tells the directory; a full
 * disk only refuses appends for as long as it is full.
 */
public final class PartitionLog {

    /** Told once, when the disk under a log fails. */
    @FunctionalInterface
    public interface StorageFailure {
        void onFailure(Path directory, IOException failure);
    }

    private final LogState state;
    private final Appender appender;
    private final LogSync sync;
    private final LogRecovery recovery;
    private final StorageFailure onFailure;
    private final RecoveryReport recoveryReport;
    private final ArrayDeque<Doomed> doomed = new ArrayDeque<>();

    private volatile LogView view;
    private @Nullable IOException failure;

    /** A segment that is out of the log and keeps its bytes until then. */
    private record Doomed(Segment segment, long deleteAtMs) {}

    private PartitionLog(
            LogState state,
            LogRecovery recovery,
            BatchValidator validator,
            RecoveryReport report,
            StorageFailure onFailure) {
        long jitterMs =
                Math.floorMod(
                        state.directory.toString().hashCode(),
                        Math.max(1, state.config.segmentJitterMs()));
        this.state = state;
        this.recovery = recovery;
        this.appender = new Appender(state, validator, jitterMs);
        this.sync = new LogSync(state);
        this.recoveryReport = report;
        this.onFailure = onFailure;
        this.view = state.view();
    }

    /**
     * Opens the log in a directory, which is created when it is missing.
     *
     * @param start what the checkpoints say about the log
     * @param validator shared by the logs of the loop
     * @throws DamagedLogException when records are damaged that were once durable
     */
    public static PartitionLog open(
            LogRecovery.Start start, BatchValidator validator, StorageFailure onFailure)
            throws IOException {
        var recovery = new LogRecovery(start);
        RecoveryReport report = recovery.recover();
        return new PartitionLog(recovery.state(), recovery, validator, report, onFailure);
    }

    /** The newest view; safe on any thread. */
    public LogView view() {
        return view;
    }

    public Path directory() {
        return state.directory;
    }

    /** What opening the log found. */
    public RecoveryReport recoveryReport() {
        return recoveryReport;
    }

    /** Why the log is out of service, or null. */
    public @Nullable IOException failure() {
        return failure;
    }

    public LogConfig config() {
        return state.config;
    }

    public void configure(LogConfig config) {
        state.config = config;
    }

    /** Appends one request; see {@link #appendAll}. */
    public AppendResult append(AppendRequest request, int leaderEpoch, long nowMs) {
        return appendAll(List.of(request), leaderEpoch, nowMs)[0];
    }

    /**
     * Appends as the leader of that epoch, all that fits into one segment with one write.
     *
     * @return one result for each request, in their order
     */
    public AppendResult[] appendAll(List<AppendRequest> requests, int leaderEpoch, long nowMs) {
        if (failure == null) {
            try {
                AppendResult[] results = appender.append(requests, leaderEpoch, nowMs);
                publish();
                return results;
            } catch (IOException e) {
                fail(e);
            }
        }
        var refused = new AppendResult[requests.size()];
        Arrays.fill(refused, offline());
        return refused;
    }

    /** Appends batches as a leader numbered them. A cut-off last batch is ignored. */
    public AppendResult appendAsFollower(ByteBuffer batches, long nowMs) {
        if (failure == null) {
            try {
                AppendResult result = appender.appendAsFollower(batches, nowMs);
                publish();
                return result;
            } catch (IOException e) {
                fail(e);
            }
        }
        return offline();
    }

    /** Whether something is not durable yet. */
    public boolean isDirty() {
        return failure == null && sync.isDirty();
    }

    /** Whether a sync task of this log is under way, so that its files must stay open. */
    public boolean isSyncing() {
        return sync.isRunning();
    }

    /**
     * What to sync now, or null when all is durable, a sync is under way, or the log has failed.
     * Run the task on any thread, then call {@link #completeSync} or {@link #fail} here.
     */
    public @Nullable SyncTask beginSync() {
        if (failure != null) {
            return null;
        }
        try {
            return sync.begin();
        } catch (IOException e) {
            fail(e);
            return null;
        }
    }

    public void completeSync(SyncTask task) {
        sync.complete(task);
        publish();
    }

    /** The task ended in a {@link DiskFullException}: a later {@link #beginSync} tries again. */
    public void abandonSync(SyncTask task) {
        sync.abandon(task);
    }

    /** Takes the log out of service for good; its directory hears of it once. */
    public void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
            onFailure.onFailure(state.directory, cause);
        }
    }

    private AppendResult offline() {
        String cause = failure == null ? "" : String.valueOf(failure.getMessage());
        return new Refused(
                new Rejected(
                        Rejection.KAFKA_STORAGE_ERROR,
                        "the disk of "
                                + state.directory
                                + " has failed ("
                                + cause
                                + "): replace it and restart the broker"));
    }

    private void publish() {
        view = state.view();
    }

    /**
     * Drops every record from the offset on, and with it a batch that holds it. The log then ends
     * where that batch began.
     */
    public void truncateTo(long offset, long nowMs) throws IOException {
        if (offset >= state.endOffset) {
            return;
        }
        guarded(() -> {
            recovery.beforeCut().lowerRecoveryPoint(recoveryPointAfterCut(offset));
            cutSegments(Math.max(offset, state.logStartOffset), nowMs);
            afterCut();
        });
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
            doom(state.segments.remove(state.segments.size() - 1), nowMs);
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
    public void truncateFullyAndStartAt(long offset, long nowMs) throws IOException {
        guarded(() -> {
            recovery.beforeCut().lowerRecoveryPoint(0);
            while (!state.segments.isEmpty()) {
                doom(state.segments.remove(state.segments.size() - 1), nowMs);
            }
            state.unsyncedSealed.clear();
            var fresh = new Segment(state.disk, state.directory, offset, 0, false, false);
            fresh.file();
            state.segments.add(fresh);
            state.logStartOffset = offset;
            state.endOffset = offset;
            state.epochs = LeaderEpochs.EMPTY;
            afterCut();
        });
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
        recovery.rebuildProducers();
        state.isDirectoryDirty = true;
        sync.cutAt(state.endOffset);
        publish();
    }

    /** Hides the records before the offset; whole segments of them go with the next retention. */
    public void deleteRecordsBefore(long offset) {
        if (offset > state.logStartOffset) {
            state.logStartOffset = Math.min(offset, state.endOffset);
            state.epochs = state.epochs.startingAt(state.logStartOffset);
            publish();
        }
    }

    /**
     * The work that time brings: rolls an old segment, deletes what retention no longer keeps, and
     * removes the files of earlier deletions. To be called every few minutes at most.
     *
     * @param highWatermark nothing at or above it is deleted
     * @param producerExpirationMs {@code producer.id.expiration.ms}
     */
    public void maintain(long highWatermark, long producerExpirationMs, long nowMs)
            throws IOException {
        guarded(() -> {
            state.producers.expire(nowMs, producerExpirationMs);
            rollWhenOld(nowMs);
            deleteOldSegments(highWatermark, nowMs);
            while (!doomed.isEmpty() && doomed.peek().deleteAtMs <= nowMs) {
                doomed.remove().segment.deleteRenamed();
            }
        });
    }

    private void rollWhenOld(long nowMs) throws IOException {
        Segment active = state.active();
        boolean isOver = Retention.isTooOld(active.maxTimestamp(), state.config, nowMs);
        if (active.sizeBytes() > 0 && (isOver || appender.isOld(active, -1, nowMs))) {
            try {
                state.roll();
                publish();
            } catch (DiskFullException e) {
                // Retention may be what makes room, so it goes on with the segments there are.
                return;
            }
        }
    }

    private void deleteOldSegments(long highWatermark, long nowMs) throws IOException {
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
                doom(oldest, nowMs);
            }
            state.deleteSnapshotsOutside(newStart, state.endOffset);
            state.isDirectoryDirty = true;
            publish();
        }
    }

    private void doom(Segment segment, long nowMs) throws IOException {
        segment.renameAsDeleted();
        doomed.add(new Doomed(segment, nowMs + state.config.fileDeleteDelayMs()));
    }

    /** The producers that the log knows. */
    public List<ActiveProducer> activeProducers() {
        return state.producers.describe();
    }

    /**
     * Makes everything durable, leaves what the next start needs to open without reading, and
     * closes the files. No sync may be under way.
     */
    public void close() throws IOException {
        if (failure == null) {
            guarded(() -> {
                state.active().seal();
                state.unsyncedSealed.add(state.active());
                state.deleteSnapshotsOutside(state.logStartOffset, state.endOffset);
                state.writeSnapshot();
                state.isDirectoryDirty = true;
                SyncTask task = sync.begin();
                if (task == null) {
                    throw new IllegalStateException(
                            "closing " + directory() + " while it is being synced");
                }
                task.run();
                completeSync(task);
            });
        }
        closeFiles();
    }

    /** Closes the files as they are, as a crash would leave them. */
    public void closeFiles() throws IOException {
        for (Segment segment : state.segments) {
            segment.close();
        }
        for (Doomed each : doomed) {
            each.segment.close();
        }
    }

    private interface DiskWork {
        void run() throws IOException;
    }

    /** A full disk heals by itself; anything else does not. */
    private void guarded(DiskWork work) throws IOException {
        if (failure != null) {
            throw new IOException("the log in " + state.directory + " has failed before", failure);
        }
        try {
            work.run();
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            fail(e);
            throw e;
        }
    }
}
