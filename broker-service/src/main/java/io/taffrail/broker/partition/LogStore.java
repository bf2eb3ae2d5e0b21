package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where partitions keep their logs: the node's log directories, and whoever syncs them. */
public interface LogStore {

    /**
     * Opens the partition's log where it lies, or creates it in the directory that has the fewest.
     *
     * @param isNewHere no earlier run of this node can have a log of it. Of any other partition no
     *     log is created while a directory is missing that may hold it: an empty one would hide
     *     every record, and give their offsets away again
     * @param loop the loop that will own the log, and that this is called on
     */
    PartitionLog open(PartitionId id, boolean isNewHere, LogConfig config, Loop loop)
            throws IOException;

    /** The high watermark that the last checkpoint of the partition's directory names, or 0. */
    long checkpointedHighWatermark(PartitionId id);

    /**
     * Makes everything durable that the log holds now, together with whatever comes until the disk
     * takes it.
     *
     * @param onSynced called on the loop after the log's synced offset has moved; never when the
     *     disk fails, which the store reports by itself
     */
    void sync(PartitionLog log, Loop loop, Runnable onSynced);

    /** Closes an open log so that it opens without recovery. On its loop. */
    void close(PartitionId id);

    /**
     * Removes the log's files, now or when a sync of them has ended. On the log's loop.
     *
     * @param open the log when it is open
     */
    void delete(PartitionId id, @Nullable PartitionLog open, Loop loop);

    /** How the directories are used; completes on any thread. */
    CompletableFuture<List<DirectoryUse>> directories();

    /**
     * @param totalBytes of the disk, or -1 when it cannot be told
     * @param usableBytes of the disk, or -1 when it cannot be told
     */
    record DirectoryUse(
            String path,
            boolean isOffline,
            long totalBytes,
            long usableBytes,
            List<LogSize> logs) {}

    record LogSize(PartitionId id, long sizeBytes) {}
}
