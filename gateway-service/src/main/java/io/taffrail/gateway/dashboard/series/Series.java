package io.taffrail.gateway.dashboard.series;

import java.util.EnumMap;
import java.util.Map;

/**
 * One series at all distances. A point of a coarser ring is the mean of what came within its step,
 * or the largest where that is what counts, and is there when the step is over.
 */
final class Series {

    private final Map<Resolution, Folded> rings = new EnumMap<>(Resolution.class);
    private final boolean keepsLargest;
    private long activeMs;

    private final class Folded {
        final Resolution resolution;
        final Ring ring;
        long step = Long.MIN_VALUE;
        double sum;
        double largest;
        int count;

        Folded(Resolution resolution) {
            this.resolution = resolution;
            this.ring = new Ring(resolution.points());
        }

        void put(long timeMs, double value) {
            closeBefore(timeMs);
            step = resolution.step(timeMs);
            sum += value;
            largest = count == 0 ? value : Math.max(largest, value);
            count++;
        }

        /** A step that is over becomes a point. */
        void closeBefore(long timeMs) {
            if (count > 0 && resolution.step(timeMs) != step) {
                ring.put(step, (float) (keepsLargest ? largest : sum / count));
                sum = 0;
                count = 0;
            }
        }
    }

    /**
     * @param keepsLargest whether a short peak must be seen from afar, as of a lag
     */
    Series(boolean keepsLargest) {
        this.keepsLargest = keepsLargest;
        for (Resolution resolution : Resolution.values()) {
            rings.put(resolution, new Folded(resolution));
        }
    }

    void put(long timeMs, double value, boolean isActive) {
        rings.values().forEach(folded -> folded.put(timeMs, value));
        if (isActive) {
            activeMs = timeMs;
        }
    }

    /** Time has come so far, whether something was put or not. */
    void closeBefore(long timeMs) {
        rings.values().forEach(folded -> folded.closeBefore(timeMs));
    }

    Ring ring(Resolution resolution) {
        Folded folded = rings.get(resolution);
        if (folded == null) {
            throw new IllegalStateException("there is a ring for each resolution");
        }
        return folded.ring;
    }

    /** When something happened in it last, in milliseconds since 1970. */
    long activeMs() {
        return activeMs;
    }
}
