package io.taffrail.broker;

import io.taffrail.broker.partition.Partitions;
import io.taffrail.protocol.link.ControllerLink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a broker goes whose clients shall not wait for it: others lead what it led, and who had asked
 * it for something has been told so, before it closes a connection.
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
}
