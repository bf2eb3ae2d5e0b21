package io.taffrail.simulation.cluster;

import io.taffrail.kernel.runtime.Clock;

/** A node's clock in virtual time. Its time of day may be wrong; its stopwatch never is. */
public final class SimClock implements Clock {

    private static final long EPOCH_MS = 1_700_000_000_000L;
    private static final long NANOS_PER_MS = 1_000_000;

    private final SimScheduler scheduler;
    private long skewMs;

    public SimClock(SimScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Sets the time of day that many milliseconds off. */
    public void skew(long ms) {
        skewMs = ms;
    }

    @Override
    public long nowMs() {
        return EPOCH_MS + skewMs + scheduler.nowNs() / NANOS_PER_MS;
    }

    @Override
    public long nanoTime() {
        return scheduler.nowNs();
    }
}
