package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a partition's log, with what the last checkpoint knew of it, and says why it cannot be
 * opened. On the partition's loop.
 */
final class LogOpening {

    private static final Logger LOG = LoggerFactory.getLogger(LogOpening.class);

    private final PartitionId id;
    private final LogStore store;
    private final Loop loop;
    private final boolean isNewHere;
    private String toldWhy = "";
    private boolean isOver;

    LogOpening(PartitionId id, LogStore store, Loop loop, boolean isNewHere) {
        this.id = id;
        this.store = store;
        this.loop = loop;
        this.isNewHere = isNewHere;
    }

    PartitionLog open(LogConfig config) throws IOException {
        if (isOver) {
            throw new IOException(id + " is closed");
        }
        return store.open(id, isNewHere, config, loop);
    }

    /** What was known to be replicated when the broker stopped. */
    long checkpointedHighWatermark() {
        return store.checkpointedHighWatermark(id);
    }

    Rejected refusal(IOException e) {
        String why = String.valueOf(e.getMessage());
        if (!why.equals(toldWhy)) {
            // Once for each reason: producers try again many times in a second.
            toldWhy = why;
            LOG.error("cannot open the log of {}", id, e);
        }
        return new Rejected(
                Rejection.KAFKA_STORAGE_ERROR, "the log of " + id + " cannot be opened: " + why);
    }

    /** The partition ends here; its log is not opened again. */
    void end() {
        isOver = true;
    }
}
