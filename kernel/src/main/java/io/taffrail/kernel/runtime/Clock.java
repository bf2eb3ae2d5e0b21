package io.taffrail.kernel.runtime;

/** The time of day and a stopwatch, passed in so that a simulation can own both. */
public interface Clock {

    /** Milliseconds since the epoch; may jump when the machine's clock is set. */
    long nowMs();

    /** A monotonic reading in nanoseconds, for measuring durations only. */
    long nanoTime();

    /** The machine's own clock: the one place that reads it. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
