package io.taffrail.gateway.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber asks for.
 *
 * @param partitions the partitions to read, or empty for all, also those that are added later
 * @param filter null for every record
 * @param batchMax the most records that are sent as one message
 * @param recordsMax after how many records the subscription is complete, or -1 for never
 */
public record SubscribeOptions(
        List<String> topics,
        List<Integer> partitions,
        StartPosition from,
        Encoding encoding,
        @Nullable RecordFilter filter,
        OnSlow onSlow,
        OnReset onReset,
        int batchMax,
        long recordsMax) {

    public static final int BATCH_MAX_DEFAULT = 500;
    public static final long NO_LIMIT = -1;

    /** Whether nothing is asked for that needs a look into the batches. */
    public boolean isAsStored() {
        return filter == null && encoding.shape() == Shape.RECORD;
    }

    /** The same records as stored batches. */
    public SubscribeOptions asBatches() {
        return new SubscribeOptions(
                topics,
                partitions,
                from,
                Encoding.auto(Framing.BATCHES),
                filter,
                onSlow,
                onReset,
                batchMax,
                recordsMax);
    }
}
