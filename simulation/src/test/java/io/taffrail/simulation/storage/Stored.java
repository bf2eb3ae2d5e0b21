package io.taffrail.simulation.storage;

import io.taffrail.protocol.records.BatchHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A batch as the log stored it. */
record Stored(
        long firstOffset,
        long lastOffset,
        byte[] bytes,
        long producerId,
        int firstSequence,
        int lastSequence,
        int leaderEpoch,
        long maxTimestamp) {

    static Stored of(byte[] bytes) {
        var header = new BatchHeader().wrap(ByteBuffer.wrap(bytes), 0);
        return new Stored(
                header.baseOffset(),
                header.lastOffset(),
                bytes,
                header.producerId(),
                header.baseSequence(),
                header.lastSequence(),
                header.partitionLeaderEpoch(),
                header.maxTimestamp());
    }

    /** The log numbers a batch where it lies, so this is asked after the append. */
    static Stored of(ByteBuffer batch) {
        return of(Arrays.copyOf(batch.array(), batch.limit()));
    }

    boolean hasBytes(byte[] others) {
        return Arrays.equals(bytes, others);
    }
}
