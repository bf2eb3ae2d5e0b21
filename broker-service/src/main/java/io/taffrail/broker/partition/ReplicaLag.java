package io.taffrail.broker.partition;

import org.jspecify.annotations.Nullable;

/**
 * How far a follower is behind what its leader says to be replicated, as in Kafka's metric of this
 * name. A follower in the ISR is behind by no more than what is on its way.
 *
 * @param records to the leader's high watermark
 * @param sinceMs a stopwatch's reading of when it last had all of them
 */
public record ReplicaLag(long records, long sinceMs) {

    /** The same follower after another answer of its leader. */
    static ReplicaLag after(@Nullable ReplicaLag before, long records, long nowMs) {
        boolean isInStep = records <= 0;
        long sinceMs = before == null || before.records == 0 || isInStep ? nowMs : before.sinceMs;
        return new ReplicaLag(Math.max(0, records), sinceMs);
    }

    /** Seconds since it last had everything; 0 when it has. */
    public double seconds(long nowMs) {
        return records == 0 ? 0 : Math.max(0, nowMs - sinceMs) / 1000.0;
    }
}
