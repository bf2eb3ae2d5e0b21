package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a shard's partition to its end. The end is asked for under the shard's leader epoch: what
 * was written under an earlier one lies before it or is nowhere, because the leader refuses it from
 * then on and tells no end before all that it has is replicated.
 */
final class ShardLoad<E> {

    private static final Logger LOG = LoggerFactory.getLogger(ShardLoad.class);
    private static final int FETCH_BYTES = 1 << 20;
    private static final int WAIT_MS = 500;
    private static final long RETRY_MS = 20;
    private static final int RECORD_BYTES_MAX = 64 << 20;
    private static final long BATCH_BYTES_MAX = 256L << 20;

    private final ShardPorts ports;
    private final TopicPartition partition;
    private final EntryCodec<E> codec;
    private final Consumer<E> onEntry;
    private final LongConsumer onEnd;
    private final BatchReader reader = new BatchReader(RECORD_BYTES_MAX, BATCH_BYTES_MAX);

    private long position;
    private long endOffset;
    private boolean isOver;

    /**
     * @param onEntry each entry, in the order of the log
     * @param onEnd called once with the offset after the last
     */
    ShardLoad(
            ShardPorts ports,
            TopicPartition partition,
            EntryCodec<E> codec,
            Consumer<E> onEntry,
            LongConsumer onEnd) {
        this.ports = ports;
        this.partition = partition;
        this.codec = codec;
        this.onEntry = onEntry;
        this.onEnd = onEnd;
    }

    /** Reads all of the log. */
    void start() {
        askOffset(
                PartitionReader.LATEST,
                end -> {
                    endOffset = end;
                    askOffset(PartitionReader.EARLIEST, this::readFrom);
                });
    }

    /** Asks only for the end. */
    void findEnd() {
        askOffset(PartitionReader.LATEST, onEnd);
    }

    void abandon() {
        isOver = true;
    }

    private void askOffset(long which, LongConsumer onFound) {
        when(
                ports.reader().offset(partition, which),
                onFound::accept,
                () -> askOffset(which, onFound));
    }

    private void readFrom(long offset) {
        position = offset;
        readOn();
    }

    private void readOn() {
        if (position >= endOffset) {
            reader.close();
            onEnd.accept(position);
            return;
        }
        when(
                ports.reader().fetch(partition, position, FETCH_BYTES, WAIT_MS),
                this::take,
                this::readOn);
    }

    private void take(Fetched fetched) {
        ByteBuffer batches = fetched.batches();
        var header = new BatchHeader();
        int at = batches.position();
        try {
            while (batches.limit() - at >= BatchHeader.SIZE_BYTES) {
                header.wrap(batches, at);
                if (header.sizeInBytes() > batches.limit() - at) {
                    break;
                }
                if (!header.isControl()) {
                    takeBatch(batches, at);
                }
                position = header.nextOffset();
                at += header.sizeInBytes();
            }
        } catch (CorruptBatchException e) {
            // The broker checked it when it came. Going on would forget what the batch says.
            LOG.error("{} cannot be read at {}: its groups are not served", partition, position, e);
            return;
        }
        readOn();
    }

    private void takeBatch(ByteBuffer batches, int at) throws CorruptBatchException {
        reader.open(batches, at);
        while (reader.next()) {
            ByteBuffer key = reader.key();
            if (reader.offset() >= position && key != null) {
                E entry = read(key, reader.value());
                if (entry != null) {
                    onEntry.accept(entry);
                }
            }
        }
    }

    private @Nullable E read(ByteBuffer key, @Nullable ByteBuffer value) {
        try {
            return codec.read(key, value);
        } catch (RuntimeException unreadable) {
            LOG.warn("a record of {} after {} is left alone", partition, position, unreadable);
            return null;
        }
    }

    private <T> void when(
            CompletableFuture<Answer<T>> answer, Consumer<T> onGiven, Runnable onRefused) {
        answer.thenAccept(given ->
                ports.loop()
                        .execute(() -> {
                            if (isOver) {
                                return;
                            }
                            switch (given) {
                                case Answer.Given<T> value -> onGiven.accept(value.value());
                                case Answer.Refused<T> refused ->
                                        retry(refused.rejected(), onRefused);
                            }
                        }));
    }

    private void retry(Rejected why, Runnable again) {
        LOG.debug("{} cannot be loaded yet: {}", partition, why.message());
        ports.loop()
                .schedule(
                        RETRY_MS,
                        () -> {
                            if (!isOver) {
                                again.run();
                            }
                        });
    }
}
