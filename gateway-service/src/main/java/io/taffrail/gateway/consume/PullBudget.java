package io.taffrail.gateway.consume;

import java.util.concurrent.atomic.AtomicLong;

/** The memory of all polls that are being answered. Any thread. */
final class PullBudget {

    private final long bytesMax;
    private final AtomicLong takenBytes = new AtomicLong();

    PullBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes that much, unless it is not there. */
    boolean take(long bytes) {
        long all = takenBytes.addAndGet(bytes);
        // Alone, even what is above the bound is sent: else nobody could ever read it.
        if (all > bytesMax && all > bytes) {
            takenBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        takenBytes.addAndGet(-bytes);
    }

    long takenBytes() {
        return takenBytes.get();
    }
}
