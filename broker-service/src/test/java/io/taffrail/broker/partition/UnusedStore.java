package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Refuses everything, so that a test's store has only what the test is to use. */
abstract class UnusedStore implements LogStore {

    @Override
    public PartitionLog open(PartitionId id, boolean isNewHere, LogConfig config, Loop loop)
            throws IOException {
        throw new AssertionError("nothing is opened here");
    }

    @Override
    public long checkpointedHighWatermark(PartitionId id) {
        throw new AssertionError("no checkpoint is read here");
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
