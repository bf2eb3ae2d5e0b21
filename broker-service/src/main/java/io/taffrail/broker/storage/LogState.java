package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.disk.DiskFullException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a log is made of, shared by the classes that append to it, sync it, trim it and cut it. All
 * of them run on the loop that owns the log; {@link PartitionLog} alone publishes views of it.
 */
final class LogState {

    final Disk disk;
    final Path directory;
    final ArrayList<Segment> segments = new ArrayList<>();
    final ProducerStates producers;

    LogConfig config;
    LeaderEpochs epochs;
    long logStartOffset;
    long endOffset;
    long syncedOffset;

    /** Written to or cut since it was opened; otherwise it is on the disk as it is here. */
    boolean isTouched;

    /** Names were added, renamed or removed since the directory was last synced. */
    boolean isDirectoryDirty;

    /** The epochs that the checkpoint file holds; compared by identity. */
    LeaderEpochs syncedEpochs;

    /** Sealed since the last sync, so that their tails and indexes are not durable yet. */
    final ArrayList<Segment> unsyncedSealed = new ArrayList<>();

    LogState(
            Disk disk,
            Path directory,
            LogConfig config,
            ProducerStates producers,
            LeaderEpochs epochs) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.producers = producers;
        this.epochs = epochs;
        this.syncedEpochs = epochs;
    }

    Segment active() {
        return segments.get(segments.size() - 1);
    }

    /**
     * Seals the active segment and starts the next one at the end offset.
     *
     * @throws DiskFullException with the log as it was
     */
    void roll() throws IOException {
        Segment sealed = active();
        sealed.seal();
        writeSnapshot();
        // Last, so that a full disk leaves no empty segment behind which appends would overtake.
        var next = new Segment(disk, directory, endOffset, 0, false, false);
        next.file();
        unsyncedSealed.add(sealed);
        segments.add(next);
        isDirectoryDirty = true;
    }

    /** Keeps the producers as of the end offset. On a full disk recovery will read more instead. */
    void writeSnapshot() throws IOException {
        Path path = LogFiles.path(directory, endOffset, LogFiles.SNAPSHOT);
        try {
            ProducerSnapshot.write(disk, path, producers);
        } catch (DiskFullException e) {
            disk.delete(path);
        }
    }

    /** Removes the snapshots that are of no more use: all but those of the segments' starts. */
    void deleteSnapshotsOutside(long fromOffset, long toOffset) throws IOException {
        for (String name : disk.list(directory)) {
            long offset = LogFiles.offsetOf(name, LogFiles.SNAPSHOT);
            if (offset >= 0 && (offset < fromOffset || offset > toOffset)) {
                disk.delete(directory.resolve(name));
                // Before the log grows past that offset again, the old name must be gone for good.
                isDirectoryDirty = true;
            }
        }
    }

    List<AppendFile> filesToSync() throws IOException {
        var files = new ArrayList<AppendFile>();
        for (Segment sealed : unsyncedSealed) {
            files.addAll(sealed.filesToSync());
        }
        files.add(active().file());
        return files;
    }

    LogView view() {
        return new LogView(
                logStartOffset,
                endOffset,
                syncedOffset,
                producers.firstOpenTransactionOffset(),
                segments.toArray(Segment[]::new),
                epochs);
    }
}
