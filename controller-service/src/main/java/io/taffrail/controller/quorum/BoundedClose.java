package io.taffrail.controller.quorum;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what may never come back. Ratis joins its threads without a limit, and an election that
 * begins while it closes can keep them; a controller that is told to stop stops all the same. What
 * is left behind is what a kill leaves: the log on disk is synced entry by entry, so nothing is
 * lost.
 */
final class BoundedClose {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedClose.class);

    private BoundedClose() {}

    /**
     * @param name of the thing, for the message and the thread
     * @return whether it closed in time
     */
    static boolean close(String name, Closeable closeable, Duration limit) throws IOException {
        var closing =
                new FutureTask<Void>(() -> {
                    closeable.close();
                    return null;
                });
        Thread thread = Thread.ofPlatform().daemon().name("close-" + name).start(closing);
        try {
            closing.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            var where = new IllegalStateException("where it waits");
            where.setStackTrace(thread.getStackTrace());
            LOG.error(
                    "{} did not close within {} ms: this process goes on without it, as after a kill",
                    name,
                    limit.toMillis(),
                    where);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IOException(name + " closed with a failure", e.getCause());
        }
    }
}
