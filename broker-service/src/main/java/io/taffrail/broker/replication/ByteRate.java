package io.taffrail.broker.replication;

import io.taffrail.kernel.runtime.Clock;

/**
 * Keeps what is sent under a rate: whatever was sent has to be paid for with time before more may
 * be. One answer can be larger than a second's worth, so the rate holds on average.
 *
 * <p>Safe on any thread.
 */
final class ByteRate {

    static final long UNLIMITED = Long.MAX_VALUE;

    /** How long to wait when nothing may be sent at all. */
    private static final long NEVER_MS = 1_000;

    private final Clock clock;
    private long bytesPerS = UNLIMITED;
    private long paidAtNs;

    ByteRate(Clock clock) {
        this.clock = clock;
        this.paidAtNs = clock.nanoTime();
    }

    /** A new rate forgives what an old one had run up. */
    synchronized void limit(long newBytesPerS) {
        if (newBytesPerS != bytesPerS) {
            bytesPerS = newBytesPerS;
            paidAtNs = clock.nanoTime();
        }
    }

    synchronized boolean isLimited() {
        return bytesPerS != UNLIMITED;
    }

    synchronized void used(long bytes) {
        if (bytesPerS == UNLIMITED || bytesPerS == 0) {
            return;
        }
        long nowNs = clock.nanoTime();
        long fromNs = paidAtNs - nowNs < 0 ? nowNs : paidAtNs;
        paidAtNs = fromNs + (long) (bytes * 1e9 / bytesPerS);
    }

    /** How many milliseconds to wait before more may be sent; 0 for none. */
    synchronized long waitMs() {
        if (bytesPerS == UNLIMITED) {
            return 0;
        }
        if (bytesPerS == 0) {
            return NEVER_MS;
        }
        long aheadNs = paidAtNs - clock.nanoTime();
        return aheadNs <= 0 ? 0 : aheadNs / 1_000_000 + 1;
    }
}
