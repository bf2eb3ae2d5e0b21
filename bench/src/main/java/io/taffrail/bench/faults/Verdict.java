package io.taffrail.bench.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the checker found: for each kind of violation how many, and some of them in words. */
final class Verdict {

    private static final int TOLD_MAX = 5;

    /** The ways in which a log can break its word. */
    enum Violation {
        /** Acknowledged, and not in the log. */
        LOST,
        /** In the log, acknowledged, and never shown to a reader that read all along. */
        UNSEEN,
        /** In the log twice although its client made sure of once. */
        DUPLICATED,
        /** In another order than its client's, within a partition. */
        REORDERED,
        /** One offset with two values, whoever was told. */
        INCONSISTENT,
        /** A reader was shown an offset again, or an older one. */
        WENT_BACK,
        /** A reader was shown an offset without the one before. */
        SKIPPED,
        /** Read, and sent by nobody. */
        INVENTED
    }

    /**
     * One of them.
     *
     * @param atNs when what is wrong was acknowledged or shown, of {@link System#nanoTime}
     */
    record Finding(Violation violation, String what, long atNs) {
        @Override
        public String toString() {
            return violation + ": " + what;
        }
    }

    private final Map<Violation, Integer> counts = new EnumMap<>(Violation.class);
    private final List<Finding> findings = new ArrayList<>();

    void add(Violation violation, String what, long atNs) {
        int count = counts.merge(violation, 1, Integer::sum);
        if (count <= TOLD_MAX) {
            findings.add(new Finding(violation, what, atNs));
        }
    }

    int count(Violation violation) {
        return counts.getOrDefault(violation, 0);
    }

    boolean isClean() {
        return counts.isEmpty();
    }

    /** The first few of each kind. */
    List<Finding> findings() {
        return findings;
    }

    @Override
    public String toString() {
        return isClean() ? "clean" : counts + " " + findings;
    }
}
