package io.taffrail.gateway.consume;

import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.EncodedRecords;
import io.taffrail.gateway.stream.FetchedChunk;
import io.taffrail.gateway.stream.RecordSink;
import io.taffrail.gateway.stream.Subscription;
import io.taffrail.kernel.fault.Rejected;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Takes note of how far records were written to the receiver, so that no more is committed than
 * that. Written by the thread of the subscription, read by any.
 */
final class DeliveredSink implements RecordSink {

    private static final long FLUSH_NS = 200_000_000L;

    private final RecordSink sink;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Long> handed = new HashMap<>();
    private final ConcurrentHashMap<TopicPartition, Long> delivered = new ConcurrentHashMap<>();
    private long flushedNs;

    DeliveredSink(RecordSink sink, LongSupplier nanoTime) {
        this.sink = sink;
        this.nanoTime = nanoTime;
        this.flushedNs = nanoTime.getAsLong();
    }

    /** The next offset of each partition, as far as all before it has left. */
    Map<TopicPartition, Long> delivered() {
        return Map.copyOf(delivered);
    }

    /** The partition is somebody else's. On the thread of the subscription. */
    void forget(TopicPartition partition) {
        handed.remove(partition);
        delivered.remove(partition);
    }

    @Override
    public void records(
            FetchedChunk chunk, EncodedRecords records, int from, int to, Subscription resume)
            throws IOException {
        sink.records(chunk, records, from, to, resume);
        note(resume);
        if (nanoTime.getAsLong() - flushedNs >= FLUSH_NS) {
            flush();
        }
    }

    @Override
    public void moved(Subscription resume) throws IOException {
        sink.moved(resume);
        note(resume);
        flush();
    }

    private void note(Subscription subscription) {
        subscription.cursors().forEach(cursor -> handed.put(cursor.partition(), cursor.position()));
    }

    @Override
    public void flush() throws IOException {
        sink.flush();
        flushedNs = nanoTime.getAsLong();
        delivered.putAll(handed);
    }

    @Override
    public void caughtUp() throws IOException {
        sink.caughtUp();
    }

    @Override
    public void skipped(TopicPartition partition, long count) throws IOException {
        sink.skipped(partition, count);
    }

    @Override
    public void reset(TopicPartition partition, long fromOffset, long toOffset) throws IOException {
        sink.reset(partition, fromOffset, toOffset);
    }

    @Override
    public void refused(Rejected rejected) throws IOException {
        sink.refused(rejected);
    }

    @Override
    public void tooSlow() throws IOException {
        sink.tooSlow();
    }

    @Override
    public void idle() throws IOException {
        sink.idle();
    }
}
