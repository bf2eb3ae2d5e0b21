package io.taffrail.gateway.dashboard.journey;

import io.taffrail.protocol.wire.PartitionStanding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a leader said of its partition, again and again, and what follows from it: something that
 * one answer does not show and the next one does happened after the first was asked for and before
 * the second was heard. Not for several threads.
 */
final class Sightings {

    private final List<Sighting> all = new ArrayList<>();
    private int looks;

    private record Sighting(long askedNs, long heardNs, PartitionStanding standing) {}

    /** Readings of a stopwatch: not before the first, and not after the second. */
    record Span(long afterNs, long byNs) {

        Span notBefore(long ns) {
            return afterNs >= ns ? this : new Span(ns, Math.max(ns, byNs));
        }

        Span notAfter(long ns) {
            return byNs <= ns ? this : new Span(Math.min(afterNs, ns), ns);
        }
    }

    void add(long askedNs, long heardNs, PartitionStanding standing) {
        looks++;
        PartitionStanding newest = newest();
        if (standing.equals(newest)) {
            // Nothing has happened by then, and that is all that this one adds.
            Sighting last = all.removeLast();
            all.add(new Sighting(askedNs, last.heardNs, standing));
        } else {
            all.add(new Sighting(askedNs, heardNs, standing));
        }
    }

    @Nullable PartitionStanding newest() {
        return all.isEmpty() ? null : all.getLast().standing();
    }

    int looks() {
        return looks;
    }

    /**
     * When that end passed the offset, so that it has the record there.
     *
     * @param end one of the ends in a standing
     * @return null when it has not been seen
     */
    @Nullable Span passed(long offset, ToLongFunction<PartitionStanding> end) {
        long afterNs = Long.MIN_VALUE;
        for (Sighting sighting : all) {
            if (end.applyAsLong(sighting.standing) > offset) {
                return new Span(Math.min(afterNs, sighting.heardNs), sighting.heardNs);
            }
            afterNs = sighting.askedNs;
        }
        return null;
    }

    /** Where that follower's log ends; -1 when the leader does not know. */
    static long endOf(PartitionStanding standing, int follower) {
        for (PartitionStanding.Follower each : standing.followers()) {
            if (each.id() == follower) {
                return each.endOffset();
            }
        }
        return -1;
    }
}
