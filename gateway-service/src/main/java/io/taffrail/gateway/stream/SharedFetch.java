package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.CorruptBatchException;
import java.util.Arrays;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one long poll at the end of a partition, whoever many read it. What it brings stays in a
 * bounded ring for a while; a subscriber that is further behind than the ring reads by itself and
 * joins when it has caught up, so that the slowest decides nothing for the others.
 *
 * <p>The ring is replaced as a whole by the fetch's thread and read by any.
 */
final class SharedFetch {

    private static final FetchedChunk[] NO_CHUNKS = {};
    private static final int CHUNKS_MAX = 512;
    private static final int BACKOFF_MS = 100;

    private final TopicPartition partition;
    private final PartitionReader reader;
    private final FeedLimits limits;
    private final CopyOnWriteArrayList<Wakeup> subscribers = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile Ring ring = new Ring(NO_CHUNKS, -1, -1, null);

    /**
     * What there is to read now.
     *
     * @param startOffset the oldest offset in the ring; -1 before the end of the log is known
     * @param endOffset the offset that the next fetch asks for
     * @param failure why there will be no more, or null
     */
    record Ring(
            FetchedChunk[] chunks, long startOffset, long endOffset, @Nullable Rejected failure) {

        @Nullable FetchedChunk covering(long offset) {
            return FetchedChunk.covering(chunks, offset);
        }
    }

    SharedFetch(TopicPartition partition, PartitionReader reader, FeedLimits limits) {
        this.partition = partition;
        this.reader = reader;
        this.limits = limits;
    }

    void start() {
        Thread.ofVirtual().name("fetch-" + partition).start(this::run);
    }

    void stop() {
        stopped.countDown();
    }

    void add(Wakeup subscriber) {
        subscribers.add(subscriber);
    }

    /**
     * @return whether nobody is left
     */
    boolean remove(Wakeup subscriber) {
        subscribers.remove(subscriber);
        return subscribers.isEmpty();
    }

    Ring ring() {
        return ring;
    }

    private void run() {
        while (!isStopped() && ring.failure() == null) {
            if (ring.endOffset() < 0) {
                findEnd();
            } else {
                fetch();
            }
        }
    }

    private void findEnd() {
        switch (reader.offset(partition, PartitionReader.LATEST).join()) {
            case Answer.Given<Long> end -> replace(NO_CHUNKS, end.value(), end.value());
            case Answer.Refused<Long> refused -> onRefused(refused.rejected());
        }
    }

    private void fetch() {
        long from = ring.endOffset();
        switch (reader.fetch(partition, from, limits.fetchBytes(), limits.fetchWaitMs()).join()) {
            case Answer.Given<Fetched> given -> append(given.value(), from);
            case Answer.Refused<Fetched> refused -> onRefused(refused.rejected());
        }
    }

    private void append(Fetched fetched, long from) {
        FetchedChunk chunk;
        try {
            chunk = FetchedChunk.read(partition, fetched, from);
        } catch (CorruptBatchException e) {
            fail(new Rejected(Rejection.CORRUPT_MESSAGE, String.valueOf(e.getMessage())));
            return;
        }
        if (chunk.nextOffset() == from) {
            return;
        }
        FetchedChunk[] before = ring.chunks();
        int drop = before.length < CHUNKS_MAX ? 0 : 1;
        long keptBytes = chunk.weightBytes();
        for (int i = before.length - 1; i >= drop; i--) {
            keptBytes += before[i].weightBytes();
            if (keptBytes > limits.ringBytes()) {
                drop = i + 1;
            }
        }
        FetchedChunk[] after = Arrays.copyOfRange(before, drop, before.length + 1);
        after[after.length - 1] = chunk;
        replace(after, after[0].firstOffset(), chunk.nextOffset());
    }

    private void onRefused(Rejected rejected) {
        switch (rejected.reason()) {
            case OFFSET_OUT_OF_RANGE -> replace(NO_CHUNKS, -1, -1);
            case UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID, CORRUPT_MESSAGE -> fail(rejected);
            // Leaders move and nodes restart: subscribers wait with us.
            default -> pause();
        }
    }

    private void pause() {
        try {
            var _ = stopped.await(BACKOFF_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    private void fail(Rejected rejected) {
        ring = new Ring(NO_CHUNKS, ring.startOffset(), ring.endOffset(), rejected);
        wakeAll();
    }

    private void replace(FetchedChunk[] chunks, long startOffset, long endOffset) {
        ring = new Ring(chunks, startOffset, endOffset, null);
        wakeAll();
    }

    private void wakeAll() {
        for (Wakeup subscriber : subscribers) {
            subscriber.signal();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }
}
