package io.taffrail.broker.storage;

/**
 * Decides when the journal is written again. Where much comes, more comes at once: a commit for
 * each few batches would take more of a processor than the batches do, so the next one waits until
 * the last began {@link #APART_NS} ago. Whoever sends little finds nothing to wait for.
 */
final class CommitPace {

    /** A fifth of what six partitions need for a round of replication under full load. */
    static final long APART_NS = 2_000_000;

    /** What a producer with Kafka's defaults calls a full batch. */
    static final int MUCH_BYTES = 16 * 1024;

    private long notBeforeNs = Long.MIN_VALUE;

    /** The journal is being written. */
    void began(long nowNs, long bytes) {
        notBeforeNs = bytes < MUCH_BYTES ? Long.MIN_VALUE : nowNs + APART_NS;
    }

    /** How long to gather; not positive when it is time. */
    long waitNs(long nowNs) {
        return notBeforeNs == Long.MIN_VALUE ? 0 : notBeforeNs - nowNs;
    }
}
