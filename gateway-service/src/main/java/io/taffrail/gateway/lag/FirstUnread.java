package io.taffrail.gateway.lag;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * When records were written. Reads one batch for each, a few at a time, and remembers what it read:
 * the record at an offset stays what it is, so a group that stands still costs nothing.
 */
public final class FirstUnread {

    /** No bound on the reads of one question. */
    public static final int ALL = Integer.MAX_VALUE;

    private static final int AT_A_TIME = 8;
    private static final int REMEMBERED_MAX = 20_000;
    private static final int RECORD_BYTES_MAX = 64 * 1024 * 1024;
    private static final long BATCH_BYTES_MAX = 256L * 1024 * 1024;

    private final PartitionReader reader;
    private final ClusterMetadata metadata;
    private final LinkedHashMap<Place, Long> remembered =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, Long> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };

    /** A topic that is made anew under the same name has other records at the same offsets. */
    private record Place(UUID topicId, int partition, long offset) {}

    public FirstUnread(PartitionReader reader, ClusterMetadata metadata) {
        this.reader = reader;
        this.metadata = metadata;
    }

    /**
     * The time of the first record at or after that offset of each partition, in milliseconds since
     * 1970; where it cannot be read, or not within so many reads, the partition is left out. What
     * is not read for lack of reads is what comes last.
     */
    CompletableFuture<Map<At, Long>> times(Collection<At> wanted, int readsMax) {
        var question = new Question();
        for (At at : wanted) {
            Place place = place(at);
            Long known = place == null ? null : recall(place);
            if (known != null) {
                question.found.put(at, known);
            } else if (place != null && question.due.size() < readsMax) {
                question.due.add(at);
            }
        }
        question.begin();
        return question.answer;
    }

    /** An offset in a partition. */
    record At(TopicPartition partition, long offset) {}

    private @Nullable Place place(At at) {
        TopicImage topic = metadata.image().topic(at.partition().topic());
        return topic == null
                ? null
                : new Place(topic.id(), at.partition().partition(), at.offset());
    }

    private @Nullable Long recall(Place place) {
        synchronized (remembered) {
            return remembered.get(place);
        }
    }

    private void remember(At at, long timeMs) {
        Place place = place(at);
        if (place != null) {
            synchronized (remembered) {
                remembered.put(place, timeMs);
            }
        }
    }

    /** One question: some reads under way, the others waiting for their turn. */
    private final class Question {

        final ArrayDeque<At> due = new ArrayDeque<>();
        final Map<At, Long> found = new HashMap<>();
        final CompletableFuture<Map<At, Long>> answer = new CompletableFuture<>();
        private int underWay;

        void begin() {
            for (int i = 0; i < AT_A_TIME; i++) {
                next();
            }
        }

        private void next() {
            At at;
            synchronized (this) {
                at = due.poll();
                if (at == null) {
                    if (underWay == 0) {
                        answer.complete(found);
                    }
                    return;
                }
                underWay++;
            }
            // On another thread: answers that are there at once would nest as deep as they are
            // many.
            reader.fetch(at.partition(), at.offset(), 1, 0)
                    .whenCompleteAsync((fetched, _) -> take(at, fetched));
        }

        private void take(At at, @Nullable Answer<Fetched> fetched) {
            Long timeMs = null;
            try {
                if (fetched instanceof Answer.Given<Fetched> given) {
                    timeMs = timeOfFirst(given.value().batches(), at.offset());
                }
            } finally {
                // Whatever happened to one, those who wait for all of them must go on.
                took(at, timeMs);
            }
        }

        private void took(At at, @Nullable Long timeMs) {
            synchronized (this) {
                underWay--;
                if (timeMs != null) {
                    found.put(at, timeMs);
                }
            }
            if (timeMs != null) {
                remember(at, timeMs);
            }
            next();
        }
    }

    /**
     * The time of the first record that is not below the offset, or null when there is none: it may
     * be cut off, or the batches hold markers only.
     */
    private static @Nullable Long timeOfFirst(ByteBuffer batches, long offset) {
        var header = new BatchHeader();
        try (var records = new BatchReader(RECORD_BYTES_MAX, BATCH_BYTES_MAX)) {
            int at = batches.position();
            while (batches.limit() - at >= BatchHeader.SIZE_BYTES) {
                header.wrap(batches, at);
                int sizeBytes = header.sizeInBytes();
                if (sizeBytes < BatchHeader.SIZE_BYTES || sizeBytes > batches.limit() - at) {
                    return null;
                }
                if (!header.isControl() && header.lastOffset() >= offset && header.isCrcValid()) {
                    records.open(batches, at);
                    while (records.next()) {
                        if (records.offset() >= offset) {
                            return records.timestamp() < 0 ? null : records.timestamp();
                        }
                    }
                }
                at += sizeBytes;
            }
        } catch (CorruptBatchException e) {
            // How many records are left is right all the same; how old they are is not known.
            return null;
        }
        return null;
    }
}
