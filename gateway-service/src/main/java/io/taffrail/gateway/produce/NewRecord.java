package io.taffrail.gateway.produce;

import io.taffrail.protocol.records.RecordHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that somebody wants written.
 *
 * @param value null for a tombstone
 * @param partition the partition that was asked for, or {@link #ANY_PARTITION}
 * @param timestampMs the time that the record carries
 */
public record NewRecord(
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers,
        int partition,
        long timestampMs) {

    public static final int ANY_PARTITION = -1;

    /** What a record weighs beside its own bytes while it waits. */
    private static final int OVERHEAD_BYTES = 64;

    public NewRecord withPartition(int otherPartition) {
        return new NewRecord(key, value, headers, otherPartition, timestampMs);
    }

    /** A bound on the memory that the record takes while it waits. */
    int weightBytes() {
        int weight = OVERHEAD_BYTES;
        weight += key == null ? 0 : key.length;
        weight += value == null ? 0 : value.length;
        for (RecordHeader header : headers) {
            byte[] headerValue = header.value();
            weight += 3 * header.key().length() + (headerValue == null ? 0 : headerValue.length);
        }
        return weight;
    }
}
