package io.taffrail.broker.storage;

import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
    private final StorageFailure onFailure;
    private final RecoveryReport recoveryReport;
    private final DoomedSegments doomed = new DoomedSegments();
    private final LogCut cut;
    private final LogTrim trim;
    private final LogMend mend;

    private volatile LogView view;
    private @Nullable IOException failure;

    private PartitionLog(
            LogState state,
            LogRecovery.Start start,
            BatchValidator validator,
            RecoveryReport report,
            StorageFailure onFailure) {
        long jitterMs =
                Math.floorMod(
                        state.directory.toString().hashCode(),
                        Math.max(1, state.config.segmentJitterMs()));
        this.state = state;
        this.appender = new Appender(state, validator, jitterMs);
        this.sync = new LogSync(state);
        this.cut = new LogCut(state, sync, start.beforeCut(), doomed);
        this.trim = new LogTrim(state, appender, doomed);
        this.mend = new LogMend(state);
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
        return new PartitionLog(recovery.state(), start, validator, report, onFailure);
    }

    /** The newest view; safe on any thread. */
    public LogView view() {
        return view;
    }

    /**
     * The end of what counts as durable: what is synced, or everything where nobody waits for it.
     */
    public long durableOffset() {
        return state.config.isSyncedBeforeAck() ? view.syncedOffset() : view.endOffset();
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
                state.isTouched = true;
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
                state.isTouched = true;
                AppendResult result = appender.appendAsFollower(batches, nowMs);
                publish();
                return result;
            } catch (IOException e) {
                fail(e);
            }
        }
        return offline();
    }

    /** A leader's epoch begins where the log ends, whether or not a record comes of it. */
    public void beginEpoch(int leaderEpoch) {
        state.epochs = state.epochs.with(leaderEpoch, state.endOffset);
        publish();
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
     * Run the task on any thread, then call {@link #completeSync} or {@link #failSync} here.
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

    /** The task ended in a failure of the disk: nothing holds the files any more. */
    public void failSync(SyncTask task, IOException cause) {
        sync.abandon(task);
        fail(cause);
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
            // An epoch in which this log led without a record says nothing, and its leader knows
            // nothing of it: with it, the logs would never be found to agree.
            state.epochs = state.epochs.truncatedTo(state.endOffset);
            publish();
            return;
        }
        state.isTouched = true;
        guarded(() -> cut.truncateTo(offset, nowMs));
        publish();
    }

    /** Drops every record; the next one gets the offset. */
    public void truncateFullyAndStartAt(long offset, long nowMs) throws IOException {
        state.isTouched = true;
        guarded(() -> cut.truncateFullyAndStartAt(offset, nowMs));
        publish();
    }

    /** Hides the records before the offset; whole segments of them go with the next retention. */
    public void deleteRecordsBefore(long offset) {
        if (offset > state.logStartOffset) {
            state.isTouched = true;
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
            if (trim.maintain(highWatermark, producerExpirationMs, nowMs)) {
                state.isTouched = true;
                publish();
            }
        });
    }

    /**
     * Reads on in a segment to see whether it is as it was written.
     *
     * @param bytes about how many to read now
     * @param upToOffset where to end: what is not replicated may yet be cut
     */
    public Inspection inspect(Inspection at, int bytes, long upToOffset) throws IOException {
        return mend.inspect(at, bytes, upToOffset);
    }

    /**
     * Writes another replica's batch over one that has rotted.
     *
     * @param batches what that replica has from {@link Inspection#offset} on
     * @return where to inspect on, or null when the replica's batch does not fit
     */
    public @Nullable Inspection mend(Inspection at, ByteBuffer batches) throws IOException {
        return mend.mend(at, batches);
    }

    /** Makes durable what was mended in the segment. */
    public void finishMending(Inspection at) throws IOException {
        guarded(() -> mend.finish(at));
    }

    /** The producers that the log knows. */
    public List<ActiveProducer> activeProducers() {
        return state.producers.describe();
    }

    /**
     * Makes everything durable, leaves what the next start needs to open without reading, and
     * closes the files. No sync may be under way. A log that was opened clean and not touched is
     * left as it is.
     */
    public void close() throws IOException {
        boolean isAsItWas = recoveryReport.wasClean() && !state.isTouched && !sync.isDirty();
        if (failure == null && !isAsItWas) {
            guarded(() -> {
                state.active().seal();
                state.unsyncedSealed.add(state.active());
                state.deleteSnapshotsOutside(state.logStartOffset, state.endOffset);
                state.writeSnapshot();
                state.isDirectoryDirty = true;
                state.isTouched = true;
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
        doomed.close();
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
