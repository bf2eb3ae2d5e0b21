package io.taffrail.broker.partition;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What went in and out of a topic's partitions on this broker since the start. It belongs to the
 * topic and not to a partition, since a partition may leave, and what has been counted must not
 * become less: Prometheus would take that for a restart, and add all the rest once more.
 *
 * <p>Any thread counts and reads.
 */
public final class TopicTraffic {

    private final @Nullable TopicTraffic sum;
    private final LongAdder recordsIn = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder replicaBytesIn = new LongAdder();
    private final LongAdder replicaBytesOut = new LongAdder();
    private final LongAdder produces = new LongAdder();
    private final LongAdder failedProduces = new LongAdder();
    private final LongAdder fetches = new LongAdder();
    private final LongAdder failedFetches = new LongAdder();

    /**
     * @param sum counts along, or null
     */
    TopicTraffic(@Nullable TopicTraffic sum) {
        this.sum = sum;
    }

    void onProduced(long requests, long failed, long records, long bytes) {
        produces.add(requests);
        failedProduces.add(failed);
        recordsIn.add(records);
        bytesIn.add(bytes);
        if (sum != null) {
            sum.onProduced(requests, failed, records, bytes);
        }
    }

    /** A follower has taken in what its leader sent. */
    void onReplicated(long bytes) {
        replicaBytesIn.add(bytes);
        if (sum != null) {
            sum.onReplicated(bytes);
        }
    }

    /** A partition was read for somebody, and what was found is about to be sent. */
    public void onFetched(boolean isReplica, boolean isFailed, long bytes) {
        fetches.increment();
        if (isFailed) {
            failedFetches.increment();
        }
        if (bytes > 0) {
            (isReplica ? replicaBytesOut : bytesOut).add(bytes);
        }
        if (sum != null) {
            sum.onFetched(isReplica, isFailed, bytes);
        }
    }

    /** Records that producers appended. */
    public long recordsIn() {
        return recordsIn.sum();
    }

    /** Bytes of record batches that producers appended. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    /** Bytes of record batches sent to consumers. */
    public long bytesOut() {
        return bytesOut.sum();
    }

    /** Bytes of record batches that came from leaders. */
    public long replicaBytesIn() {
        return replicaBytesIn.sum();
    }

    /** Bytes of record batches sent to followers. */
    public long replicaBytesOut() {
        return replicaBytesOut.sum();
    }

    /** Partitions named in produce requests. */
    public long produces() {
        return produces.sum();
    }

    /** Of {@link #produces} those that were refused. */
    public long failedProduces() {
        return failedProduces.sum();
    }

    /** Partitions told of in answers to fetches. */
    public long fetches() {
        return fetches.sum();
    }

    /** Of {@link #fetches} those with an error. */
    public long failedFetches() {
        return failedFetches.sum();
    }
}
