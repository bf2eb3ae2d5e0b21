package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogView;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.runtime.Loop;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a log is synced. With {@code flush.messages} 1, at once, for acknowledgements wait
 * for it; otherwise when that many records are unsynced, or when the oldest of them has been for
 * {@code flush.ms}, whichever comes first. {@link Partition#maintain} syncs what is left.
 *
 * <p>On the partition's loop.
 */
final class LogFlush {

    private final LogStore store;
    private final Loop loop;
    private final Runnable onSynced;
    private Loop.@Nullable Timer timer;

    /**
     * @param onSynced called on the loop each time that more of the log is durable
     */
    LogFlush(LogStore store, Loop loop, Runnable onSynced) {
        this.store = store;
        this.loop = loop;
        this.onSynced = onSynced;
    }

    /** To be called when the log has grown. */
    void onAppended(PartitionLog log) {
        LogView view = log.view();
        LogConfig config = log.config();
        long unsynced = view.endOffset() - view.syncedOffset();
        if (unsynced >= config.flushMessages()) {
            now(log);
        } else if (unsynced > 0 && config.flushMs() < Long.MAX_VALUE && timer == null) {
            timer = loop.schedule(config.flushMs(), () -> now(log));
        }
    }

    /** Syncs what is not durable; what is appended meanwhile is seen to afterwards. */
    void now(PartitionLog log) {
        cancel();
        if (log.isDirty()) {
            store.sync(
                    log,
                    loop,
                    () -> {
                        onSynced.run();
                        onAppended(log);
                    });
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
