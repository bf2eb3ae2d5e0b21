package io.taffrail.gateway.dashboard.series;

/** How far back a ring goes, and how close its points are. */
public enum Resolution {
    /** 1 s for 15 minutes. */
    FINE(1_000, 900),
    /** 10 s for 24 hours. */
    MIDDLE(10_000, 8_640),
    /** 5 minutes for 30 days. */
    COARSE(300_000, 8_640);

    private final long stepMs;
    private final int points;

    Resolution(long stepMs, int points) {
        this.stepMs = stepMs;
        this.points = points;
    }

    public long stepMs() {
        return stepMs;
    }

    int points() {
        return points;
    }

    long step(long timeMs) {
        return Math.floorDiv(timeMs, stepMs);
    }
}
