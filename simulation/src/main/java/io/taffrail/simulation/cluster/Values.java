package io.taffrail.simulation.cluster;

/** What producers write: who wrote it, and how many it had written to the partition before. */
final class Values {

    private static final int IDEMPOTENT = 1 << 20;

    private Values() {}

    static long of(int producer, boolean isIdempotent, int number) {
        return (long) (isIdempotent ? producer | IDEMPOTENT : producer) << 32 | number;
    }

    static int producer(long value) {
        return (int) (value >>> 32) & ~IDEMPOTENT;
    }

    static boolean isIdempotent(long value) {
        return (value >>> 32 & IDEMPOTENT) != 0;
    }

    static int number(long value) {
        return (int) value;
    }

    static String describe(long value) {
        return "record " + number(value) + " of producer " + producer(value);
    }
}
