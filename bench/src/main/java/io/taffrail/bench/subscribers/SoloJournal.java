package io.taffrail.bench.subscribers;

import java.util.Arrays;

/**
 * What one subscriber without a group got: per partition where it stands, and a digest of all that
 * came before. It is sent every record once and in order, also across a change of gateway, since
 * its token excludes what it has.
 */
final class SoloJournal {

    private final long[] next;
    private final long[] digests;
    private long received;
    private long missed;
    private long repeated;

    SoloJournal(int partitions) {
        next = new long[partitions];
        digests = new long[partitions];
    }

    void received(int partition, long offset, long id) {
        received++;
        if (offset < next[partition]) {
            repeated++;
            return;
        }
        missed += offset - next[partition];
        next[partition] = offset + 1;
        digests[partition] = Produced.digestWith(digests[partition], id);
    }

    long received() {
        return received;
    }

    long missed() {
        return missed;
    }

    long repeated() {
        return repeated;
    }

    /** Whether it has all that was produced, record for record. */
    boolean isComplete(Produced.Totals totals) {
        return missed == 0
                && Arrays.equals(next, totals.ends())
                && Arrays.equals(digests, totals.digests());
    }
}
