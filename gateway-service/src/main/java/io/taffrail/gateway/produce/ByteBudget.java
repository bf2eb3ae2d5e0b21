package io.taffrail.gateway.produce;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that records may take between their request and their acknowledgement, in all. */
final class ByteBudget {

    private final long limitBytes;
    private final AtomicLong takenBytes = new AtomicLong();

    ByteBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    boolean take(long bytes) {
        if (takenBytes.addAndGet(bytes) > limitBytes) {
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

    long limitBytes() {
        return limitBytes;
    }
}
