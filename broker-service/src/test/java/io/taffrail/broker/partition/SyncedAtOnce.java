package io.taffrail.broker.partition;

import io.taffrail.broker.storage.BatchValidator;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.broker.storage.SyncTask;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One real directory, whose syncs are over before they are waited for. */
final class SyncedAtOnce implements LogStore {

    private final LogDirectory directory;

    SyncedAtOnce(Path path, int nodeId) throws IOException {
        directory = LogDirectory.open(Disk.real(), path, nodeId, "c", UUID::randomUUID, at -> {});
    }

    @Override
    public PartitionLog open(PartitionId id, boolean isNewHere, LogConfig config, Loop loop)
            throws IOException {
        return directory.openLog(nameOf(id), id.topicId(), config, new BatchValidator());
    }

    @Override
    public long checkpointedHighWatermark(PartitionId id) {
        return directory.checkpointedHighWatermark(nameOf(id));
    }

    @Override
    public void sync(PartitionLog log, Loop loop, Runnable onSynced) {
        SyncTask task = log.beginSync();
        if (task != null) {
            try {
                task.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            log.completeSync(task);
            onSynced.run();
        }
    }

    @Override
    public void close(PartitionId id) {
        throw new AssertionError("nothing is closed here");
    }

    @Override
    public void delete(PartitionId id, @Nullable PartitionLog open, Loop loop) {
        throw new AssertionError("nothing is deleted here");
    }

    @Override
    public CompletableFuture<List<DirectoryUse>> directories() {
        throw new AssertionError("nobody asks for directories here");
    }

    private static PartitionName nameOf(PartitionId id) {
        return new PartitionName(id.topic(), id.partition());
    }
}
