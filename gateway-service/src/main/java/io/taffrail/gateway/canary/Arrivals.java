package io.taffrail.gateway.canary;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** When records came through, one after the other, and for how long none did. */
final class Arrivals {

    private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<Long> atNs = new ArrayList<>();

    void add(long nowNs) {
        atNs.add(nowNs);
    }

    int count() {
        return atNs.size();
    }

    boolean hasAnySince(long sinceNs) {
        return !atNs.isEmpty() && atNs.getLast() - sinceNs >= 0;
    }

    /** The longest time between two that had both come by then; 0 where there are no two. */
    long longestBeforeNs(long momentNs) {
        long longest = 0;
        for (int i = 1; i < atNs.size() && atNs.get(i) - momentNs <= 0; i++) {
            longest = Math.max(longest, atNs.get(i) - atNs.get(i - 1));
        }
        return longest;
    }

    /** The longest time between two of which the second came after that. */
    long longestAfterNs(long momentNs) {
        long longest = 0;
        for (int i = atNs.size() - 1; i > 0 && atNs.get(i) - momentNs > 0; i--) {
            longest = Math.max(longest, atNs.get(i) - atNs.get(i - 1));
        }
        return longest;
    }

    /** All of them in ms from that moment on, to a tenth; negative where they came before it. */
    List<Double> fromMs(long momentNs) {
        return atNs.stream().map(at -> toMs(at - momentNs)).toList();
    }

    static double toMs(long ns) {
        return Math.round(ns / NS_PER_MS * 10) / 10.0;
    }
}
