package io.taffrail.gateway.produce;

import io.taffrail.kernel.fault.Rejected;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a known number of records, for a thread that waits until all are told. Each record
 * is told once, and the latch publishes what was written to the waiting thread.
 */
public final class AwaitedDeliveries implements Deliveries {

    private final int[] partitions;
    private final long[] offsets;
    private final @Nullable Rejected[] refusals;
    private final AtomicInteger left;
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile long logAppendTimeMs = -1;

    public AwaitedDeliveries(int count) {
        partitions = new int[count];
        offsets = new long[count];
        refusals = new @Nullable Rejected[count];
        left = new AtomicInteger(count);
        if (count == 0) {
            told.countDown();
        }
    }

    @Override
    public void delivered(
            int firstTag, int count, int partition, long baseOffset, long appendTimeMs) {
        for (int i = 0; i < count; i++) {
            partitions[firstTag + i] = partition;
            offsets[firstTag + i] = baseOffset < 0 ? -1 : baseOffset + i;
        }
        if (appendTimeMs >= 0) {
            logAppendTimeMs = appendTimeMs;
        }
        tell(count);
    }

    @Override
    public void refused(int firstTag, int count, Rejected rejected) {
        Arrays.fill(refusals, firstTag, firstTag + count, rejected);
        tell(count);
    }

    private void tell(int count) {
        if (left.addAndGet(-count) == 0) {
            told.countDown();
        }
    }

    public void await() throws InterruptedException {
        told.await();
    }

    public int count() {
        return offsets.length;
    }

    /** Why the record was not written, or null when it was. */
    public @Nullable Rejected refusal(int record) {
        return refusals[record];
    }

    public int partition(int record) {
        return partitions[record];
    }

    /** -1 when acks=0 did not wait to learn it. */
    public long offset(int record) {
        return offsets[record];
    }

    /** The time that the record has in the log. */
    public long timestampMs(NewRecord record) {
        return logAppendTimeMs >= 0 ? logAppendTimeMs : record.timestampMs();
    }

    public int refusedCount() {
        int count = 0;
        for (Rejected refusal : refusals) {
            count += refusal == null ? 0 : 1;
        }
        return count;
    }
}
