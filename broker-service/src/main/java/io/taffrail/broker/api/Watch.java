package io.taffrail.broker.api;

import io.taffrail.broker.partition.PendingFetches;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A place among those who wait at a partition, kept from one request of a session to the next: it
 * is taken again only after it was used. Any thread may use it up; one request at a time takes it.
 */
final class Watch {

    private final Runnable onGrown;
    private final Runnable wake = this::wake;
    private final AtomicReference<@Nullable PendingFetches> at = new AtomicReference<>();

    /**
     * @param onGrown called on the partition's loop, so it must be quick
     */
    Watch(Runnable onGrown) {
        this.onGrown = onGrown;
    }

    /** Waits there, unless it waits already; to be called before the look that finds nothing. */
    void keepAt(PendingFetches waiting) {
        if (at.compareAndSet(null, waiting)) {
            waiting.add(wake);
        }
    }

    void leave() {
        PendingFetches waiting = at.getAndSet(null);
        if (waiting != null) {
            waiting.remove(wake);
        }
    }

    private void wake() {
        at.set(null);
        onGrown.run();
    }
}
