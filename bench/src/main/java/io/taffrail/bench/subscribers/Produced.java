package io.taffrail.bench.subscribers;

import java.util.Arrays;

/**
 * What the producer was told: which record is at which offset. Partitions begin empty, so each
 * holds the offsets from 0 on without a gap. Any thread.
 */
final class Produced {

    private static final long UNKNOWN = -1;

    private final long[][] ids;
    private long count;

    Produced(int partitions) {
        ids = new long[partitions][0];
    }

    synchronized void acknowledged(int partition, long offset, long id) {
        long[] known = ids[partition];
        int at = Math.toIntExact(offset);
        if (known.length <= at) {
            int before = known.length;
            known = Arrays.copyOf(known, Math.max(at + 1, before * 2));
            Arrays.fill(known, before, known.length, UNKNOWN);
            ids[partition] = known;
        }
        if (known[at] != UNKNOWN) {
            throw new IllegalStateException(
                    "offset %d of partition %d was acknowledged for records %d and %d"
                            .formatted(offset, partition, known[at], id));
        }
        known[at] = id;
        count++;
    }

    synchronized long count() {
        return count;
    }

    /** All of it as it is now. */
    synchronized Totals totals() {
        long[] ends = new long[ids.length];
        long[] digests = new long[ids.length];
        for (int partition = 0; partition < ids.length; partition++) {
            long[] known = ids[partition];
            int at = 0;
            while (at < known.length && known[at] != UNKNOWN) {
                digests[partition] = digestWith(digests[partition], known[at]);
                at++;
            }
            ends[partition] = at;
        }
        return new Totals(ends, digests);
    }

    /**
     * @param ends per partition the offset behind its last record
     * @param digests per partition of all its records, in the order of the log
     */
    record Totals(long[] ends, long[] digests) {}

    static long digestWith(long digest, long id) {
        return digest * 31 + id + 1;
    }
}
