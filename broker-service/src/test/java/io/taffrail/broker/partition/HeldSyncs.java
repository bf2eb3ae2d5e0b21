package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.SyncTask;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Begins syncs when it is asked to, and ends them when the test says so. */
final class HeldSyncs implements LogStore {
    private @Nullable Runnable held;

    boolean isHeld() {
        return held != null;
    }

    void runHeld() {
        Runnable sync = held;
        held = null;
        sync.run();
    }

    @Override
    public long checkpointedHighWatermark(PartitionId id) {
        throw new AssertionError("no checkpoint is read here");
    }

    @Override
    public void sync(PartitionLog log, Loop loop, Runnable onSynced) {
        SyncTask task = log.beginSync();
        if (task != null) {
            held =
                    () -> {
                        try {
                            task.run();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        log.completeSync(task);
                        onSynced.run();
                    };
        }
    }

    @Override
    public PartitionLog open(PartitionId id, boolean isNewHere, LogConfig config, Loop loop) {
        throw new AssertionError("nothing is opened here");
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
}
