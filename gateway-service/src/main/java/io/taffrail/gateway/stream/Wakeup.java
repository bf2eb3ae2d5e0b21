package io.taffrail.gateway.stream;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the one thread that runs a subscription. A signal that comes while it works is kept, so
 * none is lost; signals that come together count as one. It waits without a timer, because a timer
 * for each of a thousand subscribers on each record would cost more than the record.
 */
public final class Wakeup {

    private final AtomicBoolean isSignalled = new AtomicBoolean();
    private volatile @Nullable Thread sleeper;

    public void signal() {
        if (!isSignalled.getAndSet(true)) {
            LockSupport.unpark(sleeper);
        }
    }

    /** Waits for a signal that was not seen yet. Interruption ends the wait like a signal. */
    void await() {
        sleeper = Thread.currentThread();
        while (!isSignalled.get() && !Thread.currentThread().isInterrupted()) {
            LockSupport.park(this);
        }
        isSignalled.set(false);
    }
}
