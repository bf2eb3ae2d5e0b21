package io.taffrail.gateway.dashboard.series;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All series of a gateway, by name. Bounded: each takes up to 73 kB (18,180 points of four bytes),
 * so that {@link #SERIES_MAX} of them take 30 MB. When there is no room, the one that has been
 * quiet for the longest goes; when none has been, the newcomer is not kept.
 *
 * <p>They begin with the gateway and end with it. Any thread.
 */
public final class SeriesBook {

    static final int SERIES_MAX = 400;

    /** What something was seen in so lately is not given up. */
    private static final long BUSY_MS = 60_000;

    private final Map<String, Series> series = new HashMap<>();
    private long nowMs = -1;
    private long knownMs = -1;

    /**
     * Numbers over time.
     *
     * @param endMs after the last point, in milliseconds since 1970
     * @param series points of the same number each, the oldest first; null where there is none
     */
    public record SeriesView(long stepMs, long endMs, Map<String, List<@Nullable Double>> series) {}

    /** The time of what is put from now on; it does not go back. */
    public synchronized void begin(long timeMs) {
        nowMs = Math.max(nowMs, timeMs);
    }

    /** All was put that there is at that time: from now on it can be read. */
    public synchronized void end() {
        series.values().forEach(each -> each.closeBefore(nowMs));
        knownMs = nowMs;
    }

    /** A number that is always kept, and whose mean counts. */
    public synchronized void putMean(String name, double value) {
        series.computeIfAbsent(name, _ -> new Series(false)).put(nowMs, value, true);
    }

    /** A number that is always kept, and whose peaks count. */
    public synchronized void putPeak(String name, double value) {
        series.computeIfAbsent(name, _ -> new Series(true)).put(nowMs, value, true);
    }

    /**
     * A number of which there may be too many.
     *
     * @param isActive whether something happens there; what never did is not kept
     * @param isPeak whether peaks count, and not the mean
     */
    public synchronized void offer(String name, double value, boolean isActive, boolean isPeak) {
        Series known = series.get(name);
        if (known == null && isActive && hasRoom()) {
            known = new Series(isPeak);
            series.put(name, known);
        }
        if (known != null) {
            known.put(nowMs, value, isActive);
        }
    }

    private boolean hasRoom() {
        if (series.size() < SERIES_MAX) {
            return true;
        }
        var quietest =
                series.entrySet().stream()
                        .min(Comparator.comparingLong(entry -> entry.getValue().activeMs()))
                        .orElseThrow();
        boolean isQuiet = nowMs - quietest.getValue().activeMs() > BUSY_MS;
        if (isQuiet) {
            series.remove(quietest.getKey());
        }
        return isQuiet;
    }

    /** The names that are kept, sorted. */
    public synchronized Collection<String> names() {
        return new TreeSet<>(series.keySet());
    }

    /** After the last point of all series, in milliseconds since 1970. */
    public synchronized long endMs(Resolution resolution) {
        // A step counts when it is over.
        return resolution.step(knownMs) * resolution.stepMs();
    }

    /** The whole of those series; ones that are not kept have no points. */
    public synchronized SeriesView whole(Resolution resolution, Collection<String> names) {
        long endStep = resolution.step(knownMs);
        long first = endStep - 1;
        for (String name : names) {
            Series known = series.get(name);
            if (known != null) {
                first = Math.min(first, known.ring(resolution).firstStep());
            }
        }
        return view(resolution, names, Math.max(first, endStep - resolution.points()), endStep);
    }

    /** What has come since. */
    public synchronized SeriesView since(
            Resolution resolution, Collection<String> names, long endMs) {
        long endStep = resolution.step(knownMs);
        long from = Math.max(resolution.step(endMs), endStep - resolution.points());
        return view(resolution, names, from, endStep);
    }

    private SeriesView view(
            Resolution resolution, Collection<String> names, long fromStep, long endStep) {
        Map<String, List<@Nullable Double>> views = new LinkedHashMap<>();
        for (String name : names) {
            Series known = series.get(name);
            List<@Nullable Double> points = new ArrayList<>();
            for (long step = fromStep; step < endStep; step++) {
                points.add(known == null ? null : point(known.ring(resolution).get(step)));
            }
            views.put(name, points);
        }
        return new SeriesView(resolution.stepMs(), endStep * resolution.stepMs(), views);
    }

    private static @Nullable Double point(float value) {
        return Float.isNaN(value) ? null : Double.valueOf(Math.round(value * 10.0) / 10.0);
    }
}
