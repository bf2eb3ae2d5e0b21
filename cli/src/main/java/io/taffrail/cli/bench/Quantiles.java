package io.taffrail.cli.bench;

import java.util.Arrays;

/** Times, all kept, so that a quantile is one of them and no estimate. */
final class Quantiles {

    private static final int MAX = 1_000_000;

    private long[] timesNs = new long[1_024];
    private int size;

    void add(long ns) {
        if (size == timesNs.length) {
            timesNs = Arrays.copyOf(timesNs, Math.min(MAX, 2 * size));
        }
        timesNs[size++] = ns;
    }

    boolean isFull() {
        return size == MAX;
    }

    int size() {
        return size;
    }

    /**
     * @param q such as 0.99: the smallest time that so many of all do not exceed
     * @return in milliseconds; 0 when there is none
     */
    double ms(double q) {
        if (size == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(timesNs, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(q * size);
        return sorted[Math.clamp(rank - 1, 0, size - 1)] / 1e6;
    }
}
