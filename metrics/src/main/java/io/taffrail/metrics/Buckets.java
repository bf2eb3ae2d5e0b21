package io.taffrail.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

/**
 * The bounds of histograms: few, since each costs a series for each label, and the same everywhere,
 * so that nodes can be added up.
 */
public final class Buckets {

    /** A request takes from less than a millisecond to the half minute that clients wait. */
    public static final Duration[] REQUESTS =
            micros(
                    500,
                    1_000,
                    2_000,
                    5_000,
                    10_000,
                    20_000,
                    50_000,
                    100_000,
                    200_000,
                    500_000,
                    1_000_000,
                    2_000_000,
                    5_000_000,
                    10_000_000,
                    30_000_000);

    /** A write ends in the page cache within microseconds; a sync takes what the disk takes. */
    public static final Duration[] DISK =
            micros(
                    50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
                    500_000, 1_000_000, 5_000_000);

    private Buckets() {}

    private static Duration[] micros(long... bounds) {
        return LongStream.of(bounds)
                .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
                .toArray(Duration[]::new);
    }
}
