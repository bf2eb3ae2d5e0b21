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
import java.util.UUID;

/** One real directory, whose syncs are over before they are waited for. */
class SyncedAtOnce extends UnusedStore {

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

    private static PartitionName nameOf(PartitionId id) {
        return new PartitionName(id.topic(), id.partition());
    }
}
