package io.taffrail.bench.subscribers;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What the members of the group got, together: how often each record, and from which gateway first.
 * A record that comes twice must have come first by a gateway that was killed before it could tell
 * the coordinator; any other repetition is counted apart.
 */
final class GroupJournal {

    private static final byte NOBODY = -1;

    /** Per partition and offset, by which gateway the record came last. */
    private final byte[][] from;

    private final boolean[] isDead;
    private final BitSet members = new BitSet();
    private final long[] firstSinceNs;
    private long distinct;
    private long repeatedAfterDeath;
    private long repeatedOtherwise;
    private long sinceId = Long.MAX_VALUE;

    GroupJournal(int partitions, int gateways) {
        from = new byte[partitions][0];
        isDead = new boolean[gateways];
        firstSinceNs = new long[partitions];
    }

    void died(int gateway, long firstIdAfter) {
        isDead[gateway] = true;
        sinceId = firstIdAfter;
    }

    void received(int member, int gateway, int partition, long offset, long id, long nowNs) {
        members.set(member);
        byte[] known = from[partition];
        int at = Math.toIntExact(offset);
        if (known.length <= at) {
            int before = known.length;
            known = Arrays.copyOf(known, Math.max(at + 1, before * 2));
            Arrays.fill(known, before, known.length, NOBODY);
            from[partition] = known;
        }
        if (known[at] == NOBODY) {
            distinct++;
        } else if (isDead[known[at]]) {
            repeatedAfterDeath++;
        } else {
            repeatedOtherwise++;
        }
        known[at] = (byte) gateway;
        // What the dead one had sent before may still arrive, and is no sign of anybody else.
        if (id >= sinceId && !isDead[gateway] && firstSinceNs[partition] == 0) {
            firstSinceNs[partition] = nowNs;
        }
    }

    /** Records that at least one member got. */
    long distinct() {
        return distinct;
    }

    long repeatedAfterDeath() {
        return repeatedAfterDeath;
    }

    long repeatedOtherwise() {
        return repeatedOtherwise;
    }

    /** How many members were sent anything. */
    int readers() {
        return members.cardinality();
    }

    /** When the last partition went on: 0 while one has not. */
    long allWentOnNs() {
        long last = 0;
        for (long each : firstSinceNs) {
            if (each == 0) {
                return 0;
            }
            last = Math.max(last, each);
        }
        return last;
    }

    /** The partitions without a record that was sent since the death. */
    int stillWaiting() {
        return (int) Arrays.stream(firstSinceNs).filter(each -> each == 0).count();
    }
}
