package io.taffrail.gateway.link;

import java.util.ArrayList;
import java.util.List;

/** What comes goes through, or waits before it while it is closed. */
final class Gate {

    private final List<Runnable> held = new ArrayList<>();
    private boolean isClosed;

    synchronized void close() {
        isClosed = true;
    }

    /** Whether that waits now; what does not is its caller's to go on with. */
    synchronized boolean holds(Runnable passage) {
        if (isClosed) {
            held.add(passage);
        }
        return isClosed;
    }

    synchronized int heldCount() {
        return held.size();
    }

    /** Lets what waits through on the caller's thread, in the order it came. */
    void open() {
        List<Runnable> released;
        synchronized (this) {
            isClosed = false;
            released = List.copyOf(held);
            held.clear();
        }
        // Outside of the lock: whoever goes through may come back to it.
        released.forEach(Runnable::run);
    }
}
