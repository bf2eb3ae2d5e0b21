package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.Subscription.Cursor;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.records.CorruptBatchException;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one subscription on the thread that calls {@link #run}: takes chunks from the shared ring,
 * or fetches by itself what the ring no longer has, and hands them to the sink. Others change it by
 * {@link #tell}, which that thread carries out between two chunks.
 */
public final class SubscriptionRunner {

    private static final long IDLE_NS = 1_000_000_000L;

    private final Feeds feeds;
    private final ClusterMetadata metadata;
    private final SubscribeOptions options;
    private final Subscription subscription;
    private final RecordSink sink;
    private final LongSupplier nanoTime;

    private final Wakeup wakeup = new Wakeup();
    private final ConcurrentLinkedQueue<Consumer<Subscription>> commands =
            new ConcurrentLinkedQueue<>();
    private final Map<TopicPartition, SharedFetch> joined = new HashMap<>();
    private volatile boolean isStopped;
    private MetadataImage seenImage;
    private long lastSentNs;
    private boolean hasMovedUnseen;
    private boolean hasEnded;

    /**
     * @param nanoTime a stopwatch for signs of life
     */
    public SubscriptionRunner(
            Feeds feeds,
            ClusterMetadata metadata,
            SubscribeOptions options,
            Subscription subscription,
            RecordSink sink,
            LongSupplier nanoTime) {
        this.feeds = feeds;
        this.metadata = metadata;
        this.options = options;
        this.subscription = subscription;
        this.sink = sink;
        this.nanoTime = nanoTime;
        this.seenImage = metadata.image();
        this.lastSentNs = nanoTime.getAsLong();
    }

    /** Has the running thread change the subscription; any thread may call. */
    public void tell(Consumer<Subscription> command) {
        commands.add(command);
        wakeup.signal();
    }

    /** Ends the run soon; any thread may call. */
    public void stop() {
        isStopped = true;
        wakeup.signal();
    }

    /**
     * Sends until the subscription is stopped, is complete, or cannot go on.
     *
     * @throws IOException when the receiver is gone
     */
    public void run() throws IOException {
        try {
            subscription.cursors().forEach(cursor -> join(cursor.partition()));
            while (!isStopped && !hasEnded && !subscription.isComplete()) {
                obey();
                if (!sendRound()) {
                    rest();
                }
            }
            sink.flush();
        } finally {
            joined.forEach((partition, fetch) -> feeds.leave(partition, fetch, wakeup));
        }
    }

    private void rest() throws IOException {
        if (hasEnded || subscription.isComplete()) {
            return;
        }
        sink.flush();
        if (subscription.maySend() && subscription.becameCaughtUp()) {
            sink.caughtUp();
        }
        if (nanoTime.getAsLong() - lastSentNs >= IDLE_NS) {
            lastSentNs = nanoTime.getAsLong();
            if (hasMovedUnseen) {
                hasMovedUnseen = false;
                sink.moved(subscription);
            }
            sink.idle();
        }
        wakeup.await();
        followNewPartitions();
    }

    private void obey() {
        for (var command = commands.poll(); command != null; command = commands.poll()) {
            command.accept(subscription);
        }
        if (subscription.isAssigned() && joined.size() > subscription.cursors().size()) {
            leaveWhatWasTaken();
        }
    }

    private void leaveWhatWasTaken() {
        joined.entrySet()
                .removeIf(entry -> {
                    boolean isTaken = !subscription.has(entry.getKey());
                    if (isTaken) {
                        feeds.leave(entry.getKey(), entry.getValue(), wakeup);
                    }
                    return isTaken;
                });
    }

    /** Gives each partition a turn, so that a busy one does not starve the others. */
    private boolean sendRound() throws IOException {
        boolean hasWorked = false;
        for (Cursor cursor : subscription.cursors()) {
            if (hasEnded || isStopped || !subscription.maySend()) {
                return hasWorked;
            }
            FetchedChunk chunk = nextChunk(cursor);
            if (chunk != null) {
                send(cursor, chunk);
                hasWorked = true;
            }
        }
        return hasWorked;
    }

    private @Nullable FetchedChunk nextChunk(Cursor cursor) throws IOException {
        SharedFetch.Ring ring = join(cursor.partition()).ring();
        Rejected failure = ring.failure();
        if (failure != null) {
            end(failure);
            return null;
        }
        long position = cursor.position();
        if (ring.startOffset() < 0 || position > ring.endOffset()) {
            return ring.startOffset() < 0 ? null : readAlone(cursor);
        }
        if (position >= ring.startOffset()) {
            subscription.joined(cursor);
            return ring.covering(position);
        }
        if (subscription.fellBehind(cursor)) {
            switch (options.onSlow()) {
                case BLOCK -> {}
                case SKIP -> {
                    sink.skipped(cursor.partition(), ring.endOffset() - position);
                    subscription.moveTo(cursor, ring.endOffset());
                    return null;
                }
                case CLOSE -> {
                    hasEnded = true;
                    sink.tooSlow();
                    return null;
                }
            }
        }
        return readAlone(cursor);
    }

    private @Nullable FetchedChunk readAlone(Cursor cursor) throws IOException {
        long position = cursor.position();
        var answer =
                feeds.reader()
                        .fetch(cursor.partition(), position, feeds.limits().fetchBytes(), 0)
                        .join();
        return switch (answer) {
            case Answer.Given<Fetched> given -> checked(cursor, given.value());
            case Answer.Refused<Fetched> refused -> onRefused(cursor, refused.rejected());
        };
    }

    private @Nullable FetchedChunk checked(Cursor cursor, Fetched fetched) throws IOException {
        try {
            var chunk = FetchedChunk.read(cursor.partition(), fetched, cursor.position());
            return chunk.nextOffset() > cursor.position() ? chunk : null;
        } catch (CorruptBatchException e) {
            end(new Rejected(Rejection.CORRUPT_MESSAGE, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private @Nullable FetchedChunk onRefused(Cursor cursor, Rejected rejected) throws IOException {
        switch (rejected.reason()) {
            case OFFSET_OUT_OF_RANGE -> reset(cursor, rejected);
            case UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID, CORRUPT_MESSAGE -> end(rejected);
            // Leaders move and nodes restart: the next tick tries again.
            default -> {}
        }
        return null;
    }

    private void reset(Cursor cursor, Rejected rejected) throws IOException {
        long bound =
                switch (options.onReset()) {
                    case EARLIEST -> PartitionReader.EARLIEST;
                    case LATEST -> PartitionReader.LATEST;
                    case CLOSE -> {
                        end(rejected);
                        yield PartitionReader.LATEST;
                    }
                };
        if (hasEnded) {
            return;
        }
        switch (feeds.reader().offset(cursor.partition(), bound).join()) {
            case Answer.Given<Long> given -> {
                sink.reset(cursor.partition(), cursor.position(), given.value());
                subscription.seek(Map.of(cursor.partition(), given.value()));
                wakeup.signal();
            }
            case Answer.Refused<Long> refused -> end(refused.rejected());
        }
    }

    private void send(Cursor cursor, FetchedChunk chunk) throws IOException {
        try {
            EncodedRecords records = chunk.encoded(options.encoding());
            RecordFilter filter = options.filter();
            BitSet wanted = filter == null ? null : chunk.matching(filter);
            int at = chunk.recordAt(cursor.position());
            while (at < records.count() && subscription.maySend() && !isStopped) {
                int from = wanted == null ? at : nextSet(wanted, at, records.count());
                int to =
                        wanted == null ? records.count() : nextClear(wanted, from, records.count());
                to = Math.min(to, from + options.batchMax());
                if (from == to) {
                    at = records.count();
                    break;
                }
                to = records.wholeUpTo(from, from + subscription.allowed(records, from, to));
                long next = to < records.count() ? chunk.offset(to) : chunk.nextOffset();
                subscription.sent(cursor, next, to - from, records.length(from, to));
                sink.records(chunk, records, from, to, subscription);
                lastSentNs = nanoTime.getAsLong();
                hasMovedUnseen = false;
                at = to;
            }
            if (at == records.count()) {
                hasMovedUnseen |= cursor.position() < chunk.nextOffset();
                subscription.moveTo(cursor, chunk.nextOffset());
            }
        } catch (CorruptBatchException e) {
            end(new Rejected(Rejection.CORRUPT_MESSAGE, String.valueOf(e.getMessage())));
        }
    }

    private static int nextSet(BitSet bits, int from, int bound) {
        int found = bits.nextSetBit(from);
        return found < 0 ? bound : found;
    }

    private static int nextClear(BitSet bits, int from, int bound) {
        return Math.min(bits.nextClearBit(from), bound);
    }

    private void end(Rejected rejected) throws IOException {
        hasEnded = true;
        sink.refused(rejected);
    }

    private SharedFetch join(TopicPartition partition) {
        return joined.computeIfAbsent(partition, p -> feeds.join(p, wakeup));
    }

    /** A topic may grow: what is written to its new partitions belongs to the subscription too. */
    private void followNewPartitions() {
        MetadataImage image = metadata.image();
        if (image == seenImage || subscription.isAssigned() || !options.partitions().isEmpty()) {
            return;
        }
        seenImage = image;
        for (String name : options.topics()) {
            TopicImage topic = image.topic(name);
            if (topic == null) {
                continue;
            }
            for (PartitionImage partition : topic.partitions()) {
                var key = new TopicPartition(name, partition.partition());
                if (!subscription.has(key)) {
                    subscription.add(key, 0);
                }
            }
        }
    }
}
