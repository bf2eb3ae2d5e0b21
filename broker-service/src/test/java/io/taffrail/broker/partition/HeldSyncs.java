package io.taffrail.broker.partition;

import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.SyncTask;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Begins syncs when it is asked to, and ends them when the test says so. */
final class HeldSyncs extends UnusedStore {
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
}
