package io.taffrail.gateway.dashboard;

import org.jspecify.annotations.Nullable;

/** How exact the dashboard is told: what changes less than that is not sent again. */
final class Round {

    private static final long STEP_BYTES = 1 << 20;
    private static final long STEP_MS = 10_000;

    private Round() {}

    static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    static @Nullable Double tenths(@Nullable Double value) {
        return value == null ? null : Double.valueOf(tenths(value.doubleValue()));
    }

    /** Whole MiB; negative values, which stand for unknown ones, stay. */
    static long bytes(long value) {
        return value < 0 ? value : value / STEP_BYTES * STEP_BYTES;
    }

    static @Nullable Long time(long timeMs) {
        return timeMs < 0 ? null : Long.valueOf(timeMs / STEP_MS * STEP_MS);
    }
}
