package io.taffrail.gateway.lag;

import io.taffrail.kernel.fault.Rejected;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One who watches: gets the newest that is known, whenever he is ready for it. Who is slow misses
 * what was between, and holds up nobody.
 */
public final class LagWatcher implements AutoCloseable {

    private final @Nullable String group;
    private final Consumer<LagWatcher> onClose;
    private @Nullable Seen newest;
    private boolean wasServed;
    private boolean isClosed;

    /** What a round brought. */
    public sealed interface Seen {

        /**
         * Groups by name.
         *
         * @param silent those that are there, but whose coordinator did not answer
         */
        record Groups(Map<String, WatchedGroup> groups, Set<String> silent) implements Seen {}

        /** There is nothing to watch, and the watch is over. */
        record Nothing(Rejected why) implements Seen {}
    }

    LagWatcher(@Nullable String group, Consumer<LagWatcher> onClose) {
        this.group = group;
        this.onClose = onClose;
    }

    /** The one group that is watched, or null for all. */
    public @Nullable String group() {
        return group;
    }

    /**
     * Waits for something newer than what it returned before.
     *
     * @return null when the watch is over
     */
    public synchronized @Nullable Seen take() throws InterruptedException {
        while (newest == null && !isClosed) {
            wait();
        }
        Seen seen = isClosed ? null : newest;
        newest = null;
        return seen;
    }

    synchronized void offer(Seen seen) {
        newest = seen;
        wasServed = true;
        notifyAll();
    }

    synchronized boolean wasServed() {
        return wasServed;
    }

    /** Ends the watch. Any thread, any number of times. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        onClose.accept(this);
    }
}
