package io.taffrail.gateway.produce;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A batch and who waits for each of its records. Neighbours of one sender are kept as a run, so
 * that a request of a thousand lines is answered with one call. Guarded by its lane's lock until it
 * is sent; afterwards only its answer touches it.
 */
final class GatheringBatch {

    private static final int FIRST_RUNS = 4;

    final BatchWriter writer;
    final long createdMs;
    int attempts;
    long weightBytes;

    private @Nullable Deliveries[] sinks = new @Nullable Deliveries[FIRST_RUNS];
    private int[] firstTags = new int[FIRST_RUNS];
    private int[] counts = new int[FIRST_RUNS];
    private int runs;

    GatheringBatch(int batchBytesMax, long createdMs) {
        this.writer = new BatchWriter(Compression.NONE, batchBytesMax);
        this.createdMs = createdMs;
    }

    boolean append(NewRecord record, Deliveries sink, int tag, int weight) {
        if (!writer.append(record.timestampMs(), record.key(), record.value(), record.headers())) {
            return false;
        }
        weightBytes += weight;
        int last = runs - 1;
        boolean continuesRun =
                last >= 0 && sinks[last] == sink && firstTags[last] + counts[last] == tag;
        if (continuesRun) {
            counts[last]++;
        } else {
            addRun(sink, tag);
        }
        return true;
    }

    private void addRun(Deliveries sink, int tag) {
        if (runs == sinks.length) {
            sinks = Arrays.copyOf(sinks, 2 * runs);
            firstTags = Arrays.copyOf(firstTags, 2 * runs);
            counts = Arrays.copyOf(counts, 2 * runs);
        }
        sinks[runs] = sink;
        firstTags[runs] = tag;
        counts[runs] = 1;
        runs++;
    }

    /**
     * @param baseOffset -1 when it is not known
     */
    void delivered(int partition, long baseOffset, long logAppendTimeMs) {
        long offset = baseOffset;
        for (int i = 0; i < runs; i++) {
            Objects.requireNonNull(sinks[i])
                    .delivered(firstTags[i], counts[i], partition, offset, logAppendTimeMs);
            offset = baseOffset < 0 ? baseOffset : offset + counts[i];
        }
    }

    void refused(Rejected rejected) {
        for (int i = 0; i < runs; i++) {
            Objects.requireNonNull(sinks[i]).refused(firstTags[i], counts[i], rejected);
        }
    }
}
