package io.taffrail.broker;

import io.taffrail.broker.partition.LogDirStore;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.protocol.link.ControllerLink;
import java.io.IOException;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a broker goes whose clients shall not wait for it: others lead what it led, and who had asked
 * it for something has been told so, before it closes a connection; and its logs are left whole.
 */
final class Departure {

    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);
    private static final long LEAVE_MS = 10_000;

    /** What was on its way here is told as well; longer than a request takes, and hardly more. */
    private static final long LINGER_MS = 100;

    private Departure() {}

    /**
     * Waits for that, within a bound.
     *
     * @param partitions null before there are any
     */
    static void take(ControllerLink link, @Nullable Partitions partitions) {
        try {
            link.leave()
                    .thenCompose(_ ->
                            partitions == null
                                    ? CompletableFuture.completedFuture(null)
                                    : partitions.settled().thenCompose(_ -> linger()))
                    .get(LEAVE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the controller did not let this broker go: stopping all the same");
        }
    }

    private static CompletableFuture<Void> linger() {
        return new CompletableFuture<Void>()
                .completeOnTimeout(null, LINGER_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Closes the logs so that the next start has nothing to check.
     *
     * @param logs null before there are any
     */
    static void closeLogs(@Nullable LogDirStore logs, @Nullable Partitions partitions) {
        if (logs == null || partitions == null) {
            return;
        }
        logs.stopSyncing();
        var highWatermarks = new HashMap<PartitionName, Long>();
        for (Partition partition : partitions.all()) {
            PartitionId id = partition.id();
            var name = new PartitionName(id.topic(), id.partition());
            highWatermarks.put(name, partitions.highWatermark(name));
        }
        partitions.close().join();
        try {
            logs.close(name -> highWatermarks.getOrDefault(name, -1L));
        } catch (IOException e) {
            LOG.error("the log directories were not closed cleanly: the next start checks them", e);
        }
    }
}
