package io.taffrail.protocol.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much all connections of a listener hold in unanswered requests. When it is over its bound,
 * connections stop reading, and are woken in the order in which they stopped.
 */
final class RequestMemory {

    private final long bytesMax;
    private final AtomicLong heldBytes = new AtomicLong();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    RequestMemory(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    void take(int bytes) {
        heldBytes.addAndGet(bytes);
    }

    void giveBack(int bytes) {
        heldBytes.addAndGet(-bytes);
        while (!isExhausted()) {
            Runnable wake = waiting.poll();
            if (wake == null) {
                return;
            }
            wake.run();
        }
    }

    boolean isExhausted() {
        return heldBytes.get() >= bytesMax;
    }

    long heldBytes() {
        return heldBytes.get();
    }

    /** Calls back when there is room; the caller looks again, since room may be gone by then. */
    void whenRoom(Runnable wake) {
        waiting.add(wake);
        if (!isExhausted()) {
            giveBack(0);
        }
    }
}
