package io.taffrail.gateway.dashboard.sample;

import io.taffrail.gateway.dashboard.sample.KeyViews.KeySample;
import io.taffrail.gateway.dashboard.sample.KeyViews.SampledPartition;
import io.taffrail.gateway.lag.LogBounds;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.FetchedChunk;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.records.CorruptBatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the newest records of a topic and counts them by key. Each partition gives as large a part
 * of the sample as it has of the topic: the same number from each would make a key of a quiet
 * partition look as frequent as one of a busy partition.
 */
public final class KeySampler {

    public static final int RECORDS_MAX = 10_000;

    private static final int TOP_KEYS = 20;
    private static final long TIME_NS_MAX = TimeUnit.SECONDS.toNanos(2);
    private static final long BYTES_MAX = 32L << 20;
    private static final int FETCH_BYTES = 256 * 1024;

    /** So many samples are taken at a time: each may hold its bytes of keys. */
    private static final int SAMPLES_MAX = 2;

    private final ClusterMetadata metadata;
    private final PartitionReader reader;
    private final Clock clock;
    private final Semaphore places = new Semaphore(SAMPLES_MAX);

    public KeySampler(ClusterMetadata metadata, PartitionReader reader, Clock clock) {
        this.metadata = metadata;
        this.reader = reader;
        this.clock = clock;
    }

    /** One partition's part of a sample. */
    private static final class Part {
        private final TopicPartition partition;
        private final @Nullable Long startOffset;
        private final @Nullable Long endOffset;
        private long fromOffset;
        private long toOffset;
        private int records;
        private int withoutKey;
        private @Nullable String problem;

        private Part(TopicPartition partition, LogBounds bounds) {
            this.partition = partition;
            this.startOffset = bounds.start(partition);
            this.endOffset = bounds.end(partition);
            Rejected objection = bounds.objection(partition);
            this.problem = objection == null ? null : objection.message();
        }

        private long length() {
            return startOffset == null || endOffset == null ? 0 : endOffset - startOffset;
        }

        private boolean isOpen() {
            return problem == null && endOffset != null && toOffset < endOffset;
        }

        private SampledPartition view() {
            boolean isKnown = startOffset != null && endOffset != null;
            return new SampledPartition(
                    isKnown ? String.valueOf(startOffset) : null,
                    isKnown ? String.valueOf(endOffset) : null,
                    isKnown ? String.valueOf(fromOffset) : null,
                    isKnown ? String.valueOf(toOffset) : null,
                    records,
                    withoutKey,
                    problem);
        }
    }

    /**
     * Takes two seconds at most.
     *
     * @param recordsMax how many records to read at most, from 1 to {@link #RECORDS_MAX}
     */
    public Answer<KeySample> sample(String topic, int recordsMax) throws InterruptedException {
        TopicImage image = metadata.image().topic(topic);
        if (image == null) {
            return Answer.refused(
                    Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                    "there is no topic " + topic + ": list them at /ui/v1/topics");
        }
        if (!places.tryAcquire()) {
            return Answer.refused(
                    Rejection.THROTTLING_QUOTA_EXCEEDED,
                    SAMPLES_MAX + " samples are taken already: try again in two seconds");
        }
        try {
            return sample(image, recordsMax);
        } finally {
            places.release();
        }
    }

    private Answer<KeySample> sample(TopicImage topic, int recordsMax) throws InterruptedException {
        long beganNs = clock.nanoTime();
        List<TopicPartition> partitions =
                topic.partitions().stream()
                        .map(each -> new TopicPartition(topic.name(), each.partition()))
                        .toList();
        LogBounds bounds = inTime(LogBounds.of(reader, partitions), beganNs);
        if (bounds == null) {
            return Answer.refused(
                    Rejection.REQUEST_TIMED_OUT,
                    "the leaders of "
                            + topic.name()
                            + " did not say within 2 s where its logs end: try again");
        }
        List<Part> parts = partitions.stream().map(each -> new Part(each, bounds)).toList();
        divide(parts, recordsMax);
        var tally = new KeyTally();
        String stopped = readAll(parts, recordsMax, tally, beganNs);
        return Answer.of(view(topic.name(), recordsMax, parts, tally, stopped, beganNs));
    }

    private KeySample view(
            String topic,
            int recordsMax,
            List<Part> parts,
            KeyTally tally,
            @Nullable String stopped,
            long beganNs) {
        Map<Integer, SampledPartition> byId = new TreeMap<>();
        boolean isWhole = true;
        for (Part part : parts) {
            byId.put(part.partition.partition(), part.view());
            isWhole &=
                    part.startOffset != null
                            && part.fromOffset == part.startOffset
                            && !part.isOpen()
                            && part.problem == null;
        }
        return new KeySample(
                topic,
                recordsMax,
                tally.records(),
                tally.bytes(),
                tally.withoutKey(),
                tally.distinctKeys(),
                tally.oldestMs(),
                tally.newestMs(),
                isWhole,
                stopped,
                TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - beganNs),
                tally.top(TOP_KEYS),
                byId);
    }

    /** Where each part begins, in proportion to what is in the partitions' logs. */
    private static void divide(List<Part> parts, int recordsMax) {
        double total = parts.stream().mapToDouble(Part::length).sum();
        for (Part part : parts) {
            if (part.startOffset != null && part.endOffset != null) {
                long fair =
                        total <= recordsMax
                                ? part.length()
                                : Math.max(1, (long) (part.length() / total * recordsMax));
                part.fromOffset = Math.max(part.startOffset, part.endOffset - fair);
                part.toOffset = part.fromOffset;
            }
        }
    }

    /**
     * A piece of each partition in turn, so that what is stopped has something of all.
     *
     * @return what stopped it early, or null
     */
    private @Nullable String readAll(List<Part> parts, int recordsMax, KeyTally tally, long beganNs)
            throws InterruptedException {
        List<Part> open = new ArrayList<>(parts);
        long bytesLeft = BYTES_MAX;
        while (true) {
            open.removeIf(part -> !part.isOpen());
            if (open.isEmpty() || tally.records() >= recordsMax) {
                return null;
            }
            for (Part part : open) {
                if (bytesLeft <= 0) {
                    return "bytes";
                }
                Answer<Fetched> answer =
                        inTime(
                                reader.fetch(part.partition, part.toOffset, FETCH_BYTES, 0),
                                beganNs);
                switch (answer) {
                    case null -> {
                        return "time";
                    }
                    case Answer.Refused<Fetched> refused ->
                            part.problem = refused.rejected().message();
                    case Answer.Given<Fetched> given -> {
                        bytesLeft -= given.value().batches().remaining();
                        count(part, given.value(), recordsMax, tally);
                    }
                }
            }
        }
    }

    private static void count(Part part, Fetched fetched, int recordsMax, KeyTally tally) {
        try {
            FetchedChunk chunk = FetchedChunk.read(part.partition, fetched, part.toOffset);
            if (chunk.nextOffset() == part.toOffset) {
                part.problem = "there is nothing to read at offset " + part.toOffset;
                return;
            }
            long endOffset = part.endOffset == null ? 0 : part.endOffset;
            chunk.walk((_, record) -> {
                // Later records have come since the sample was divided.
                if (record.offset() < endOffset && tally.records() < recordsMax) {
                    tally.add(
                            part.partition.partition(),
                            record.key(),
                            Math.max(0, record.valueLength()),
                            record.timestamp());
                    part.records++;
                    part.withoutKey += record.hasKey() ? 0 : 1;
                    part.toOffset = record.offset() + 1;
                }
            });
            if (tally.records() < recordsMax) {
                part.toOffset = Math.min(endOffset, chunk.nextOffset());
            }
        } catch (CorruptBatchException e) {
            part.problem = String.valueOf(e.getMessage());
        }
    }

    /** What comes before the time is up; null for what does not. */
    private <T> @Nullable T inTime(CompletableFuture<T> answer, long beganNs)
            throws InterruptedException {
        long leftNs = TIME_NS_MAX - (clock.nanoTime() - beganNs);
        try {
            return answer.get(Math.max(0, leftNs), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading for a sample failed", e.getCause());
        }
    }
}
