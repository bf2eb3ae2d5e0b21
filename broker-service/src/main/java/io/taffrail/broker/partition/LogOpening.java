package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a partition's log, with what the last checkpoint knew of it, and says why it cannot be
 * opened. On the partition's loop.
 */
final class LogOpening {

    private static final Logger LOG = LoggerFactory.getLogger(LogOpening.class);
    private static final long RETRY_LEAVING_MS = 10;
    private static final long RETRY_FULL_DISK_MS = 500;

    private final PartitionId id;
    private final LogStore store;
    private final Loop loop;
    private final boolean isNewHere;
    private String toldWhy = "";
    private boolean isOver;

    /** Something that opens the log. */
    interface Attempt {
        void run() throws IOException;
    }

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

    /**
     * Has a follower do what it needs the log for, as often as it takes while what is in its way
     * goes by itself. On the loop.
     *
     * @param onBroken told when it will not
     */
    void attempt(Attempt work, Consumer<Replicated> onBroken) {
        try {
            work.run();
        } catch (LogLeavingException e) {
            loop.schedule(RETRY_LEAVING_MS, () -> attempt(work, onBroken));
        } catch (DiskFullException e) {
            refusal(e);
            loop.schedule(RETRY_FULL_DISK_MS, () -> attempt(work, onBroken));
        } catch (IOException e) {
            onBroken.accept(new Replicated.Broken(refusal(e).message()));
        }
    }

    /** What was known to be replicated when the broker stopped. */
    long checkpointedHighWatermark() {
        return store.checkpointedHighWatermark(id);
    }

    Rejected refusal(IOException e) {
        String why = String.valueOf(e.getMessage());
        boolean isWorthTelling = !(e instanceof LogLeavingException) && !why.equals(toldWhy);
        if (isWorthTelling) {
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
