package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must reach the disk for a log to be durable up to an offset. Made and completed on the log's
 * loop; {@link #run} may run anywhere in between, while the log goes on growing, or {@link
 * Journal#commit} do instead.
 */
public final class SyncTask {

    private final Disk disk;
    private final Path directory;
    private final List<AppendFile> files;
    private final boolean isDirectoryDirty;
    private final @Nullable LeaderEpochs epochs;
    private final long upToOffset;

    /** Read by the thread that commits; the log's loop takes it away when it cuts the log. */
    private volatile @Nullable LogTail tail;

    SyncTask(
            Disk disk,
            Path directory,
            List<AppendFile> files,
            boolean isDirectoryDirty,
            @Nullable LeaderEpochs epochs,
            long upToOffset,
            @Nullable LogTail tail) {
        this.disk = disk;
        this.directory = directory;
        this.files = files;
        this.isDirectoryDirty = isDirectoryDirty;
        this.epochs = epochs;
        this.upToOffset = upToOffset;
        this.tail = tail;
    }

    /** The name of the log's directory. */
    String log() {
        return directory.getFileName().toString();
    }

    /** What alone has to become durable, or null when it is more, or nobody can tell. */
    @Nullable LogTail tail() {
        return tail;
    }

    /** The log is about to be cut: what the tail said may not hold any more. */
    void dropTail() {
        tail = null;
    }

    /**
     * Syncs. A failure is final: what the disk then holds is unknown, and trying again could
     * succeed without having written anything.
     */
    public void run() throws IOException {
        for (AppendFile file : files) {
            file.sync();
        }
        if (epochs != null) {
            // Replacing the checkpoint syncs the directory as well.
            Checkpoint.write(disk, directory.resolve(LogFiles.LEADER_EPOCHS), epochs.toLines());
        } else if (isDirectoryDirty) {
            disk.syncDirectory(directory);
        }
    }

    @Nullable LeaderEpochs epochs() {
        return epochs;
    }

    /** Where the log ended when the task was made. */
    public long upToOffset() {
        return upToOffset;
    }
}
