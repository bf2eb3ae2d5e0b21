package io.taffrail.gateway.dashboard.series;

import java.util.Arrays;

/**
 * The last points of one series at one distance. Takes memory as points come, up to four bytes for
 * each. Points are told from each other by the number of their step since 1970.
 */
final class Ring {

    private static final int POINTS_MIN = 64;
    private static final long NONE = Long.MIN_VALUE;

    private final int pointsMax;
    private float[] points;
    private long firstStep = NONE;
    private long lastStep = NONE;

    Ring(int pointsMax) {
        this.pointsMax = pointsMax;
        this.points = new float[Math.min(POINTS_MIN, pointsMax)];
    }

    /**
     * Steps that were left out have no value, but for a single one: a timer may jump over it. What
     * is older than the last is passed over.
     */
    void put(long step, float value) {
        if (firstStep == NONE) {
            firstStep = step;
        } else if (step > lastStep) {
            makeRoomFor(step);
            boolean isJump = step == lastStep + 2;
            for (long missing = Math.max(lastStep + 1, firstStep); missing < step; missing++) {
                points[at(missing)] = isJump ? value : Float.NaN;
            }
        } else {
            return;
        }
        lastStep = step;
        points[at(step)] = value;
    }

    /** Takes more memory while it may; then the oldest points go. */
    private void makeRoomFor(long step) {
        long needed = step - firstStep + 1;
        if (needed > points.length && points.length < pointsMax) {
            int size = (int) Math.min(pointsMax, Math.max(needed, points.length * 2L));
            float[] larger = new float[size];
            Arrays.fill(larger, Float.NaN);
            for (long kept = Math.max(firstStep, step - size + 1); kept <= lastStep; kept++) {
                larger[(int) Math.floorMod(kept, (long) size)] = points[at(kept)];
            }
            points = larger;
        }
        firstStep = Math.max(firstStep, step - points.length + 1);
    }

    private int at(long step) {
        return (int) Math.floorMod(step, (long) points.length);
    }

    /** NaN where there is none. */
    float get(long step) {
        boolean isThere = firstStep != NONE && step >= firstStep && step <= lastStep;
        return isThere ? points[at(step)] : Float.NaN;
    }

    /** The oldest step that may have a value; {@link Long#MAX_VALUE} before the first. */
    long firstStep() {
        return firstStep == NONE ? Long.MAX_VALUE : firstStep;
    }
}
