package io.taffrail.gateway.dashboard.sample;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Tells how many records a topic got in each stretch of time, from where its logs are at the
 * borders: no record is read.
 */
public final class VolumeCounter {

    public static final int BUCKETS_MAX = 120;

    /** Of more partitions the stretches become longer, so that no request asks for more. */
    private static final int LOOKUPS_MAX = 24_000;

    private final ClusterMetadata metadata;
    private final PartitionReader reader;

    public VolumeCounter(ClusterMetadata metadata, PartitionReader reader) {
        this.metadata = metadata;
        this.reader = reader;
    }

    /**
     * @param fromMs where the first stretch begins, in ms since 1970
     * @param bucketMs how long each is; the last one may be shorter
     * @param records of each stretch, oldest first. A record counts where the first one stands that
     *     is not older than a border (KIP-79), so records out of order may count beside theirs
     * @param unknown partitions that are not counted, since their leaders did not say
     */
    public record Volume(long fromMs, long bucketMs, List<Long> records, List<Integer> unknown) {}

    /**
     * Asks each leader once for each border.
     *
     * @param fromMs in ms since 1970
     * @param toMs excluded, and above {@code fromMs}
     * @param bucketsMax from 1 to {@link #BUCKETS_MAX}; there may be fewer
     */
    public CompletableFuture<Answer<Volume>> count(
            String name, long fromMs, long toMs, int bucketsMax) {
        TopicImage topic = metadata.image().topic(name);
        if (topic == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                            "there is no topic " + name + ": list them at /ui/v1/topics"));
        }
        List<TopicPartition> partitions =
                topic.partitions().stream()
                        .map(each -> new TopicPartition(name, each.partition()))
                        .toList();
        int affordable = Math.clamp(LOOKUPS_MAX / Math.max(1, partitions.size()), 1, bucketsMax);
        long bucketMs = Math.ceilDiv(toMs - fromMs, affordable);
        int buckets = (int) Math.ceilDiv(toMs - fromMs, bucketMs);
        List<CompletableFuture<Map<TopicPartition, Answer<Long>>>> borders = new ArrayList<>();
        for (int border = 0; border <= buckets; border++) {
            long borderMs = border == buckets ? toMs : fromMs + border * bucketMs;
            borders.add(reader.offsets(partitions, borderMs));
        }
        return CompletableFuture.allOf(borders.toArray(new CompletableFuture<?>[0]))
                .thenApply(_ ->
                        Answer.of(
                                volume(
                                        fromMs,
                                        bucketMs,
                                        partitions,
                                        borders.stream().map(CompletableFuture::join).toList())));
    }

    private static Volume volume(
            long fromMs,
            long bucketMs,
            List<TopicPartition> partitions,
            List<Map<TopicPartition, Answer<Long>>> borders) {
        long[] records = new long[borders.size() - 1];
        Set<Integer> unknown = new TreeSet<>();
        for (TopicPartition partition : partitions) {
            long[] offsets = new long[borders.size()];
            boolean isKnown = true;
            for (int border = 0; border < offsets.length; border++) {
                if (borders.get(border).get(partition) instanceof Answer.Given<Long> given) {
                    offsets[border] = given.value();
                } else {
                    isKnown = false;
                }
            }
            if (!isKnown) {
                unknown.add(partition.partition());
                continue;
            }
            for (int bucket = 0; bucket < records.length; bucket++) {
                // Two leaders, or one that was asked twice, may know of different ends.
                records[bucket] += Math.max(0, offsets[bucket + 1] - offsets[bucket]);
            }
        }
        return new Volume(
                fromMs, bucketMs, Arrays.stream(records).boxed().toList(), List.copyOf(unknown));
    }
}
