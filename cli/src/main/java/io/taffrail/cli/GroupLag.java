package io.taffrail.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * How far a group is behind, in records and in time. The time is the age of the first record that
 * it has not read: what somebody who waits for the group feels.
 */
final class GroupLag {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final long READ_MS_MAX = 5_000;

    private GroupLag() {}

    /**
     * One partition of a group.
     *
     * @param committed null where the group never committed; it is behind by the whole log then
     * @param ageMs of the first record that was not read; 0 when there is none, -1 when its time
     *     could not be read
     */
    record Lag(@Nullable Long committed, long startOffset, long endOffset, long ageMs) {

        /** Where the group goes on: where it committed, or else where the log begins. */
        long position() {
            return committed == null ? startOffset : Math.max(committed, startOffset);
        }

        long records() {
            return Math.max(0, endOffset - position());
        }
    }

    /** By topic, then by partition. */
    static Map<TopicPartition, Lag> of(
            Admin admin,
            Properties connection,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Set<TopicPartition> assigned,
            long nowMs)
            throws ExecutionException, InterruptedException {
        Set<TopicPartition> all = new HashSet<>(committed.keySet());
        all.addAll(assigned);
        Map<TopicPartition, Long> starts = offsets(admin, all, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(admin, all, OffsetSpec.latest());
        var unread = new TreeMap<TopicPartition, Lag>(GroupLag::inOrder);
        for (TopicPartition partition : all) {
            OffsetAndMetadata at = committed.get(partition);
            unread.put(
                    partition,
                    new Lag(
                            at == null ? null : at.offset(),
                            starts.getOrDefault(partition, 0L),
                            ends.getOrDefault(partition, 0L),
                            0));
        }
        Map<TopicPartition, Long> times = timesOfFirstUnread(connection, unread);
        var lags = new TreeMap<TopicPartition, Lag>(GroupLag::inOrder);
        unread.forEach((partition, lag) -> {
            Long time = times.get(partition);
            long ageMs = lag.records() == 0 ? 0 : time == null ? -1 : Math.max(0, nowMs - time);
            lags.put(
                    partition, new Lag(lag.committed(), lag.startOffset(), lag.endOffset(), ageMs));
        });
        return lags;
    }

    static int inOrder(TopicPartition one, TopicPartition other) {
        int byTopic = one.topic().compareTo(other.topic());
        return byTopic != 0 ? byTopic : Integer.compare(one.partition(), other.partition());
    }

    static Map<TopicPartition, Long> offsets(
            Admin admin, Set<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        Map<TopicPartition, Long> found = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each :
                admin.listOffsets(asked).all().get().entrySet()) {
            found.put(each.getKey(), each.getValue().offset());
        }
        return found;
    }

    /** Reads one record of each partition that has unread ones. */
    private static Map<TopicPartition, Long> timesOfFirstUnread(
            Properties connection, Map<TopicPartition, Lag> lags) {
        Map<TopicPartition, Long> times = new HashMap<>();
        Map<TopicPartition, Long> behind = new HashMap<>();
        lags.forEach((partition, lag) -> {
            if (lag.records() > 0) {
                behind.put(partition, lag.position());
            }
        });
        if (behind.isEmpty()) {
            return times;
        }
        Properties properties = new Properties();
        properties.putAll(connection);
        properties.put("enable.auto.commit", false);
        properties.put("max.partition.fetch.bytes", 1);
        properties.put("auto.offset.reset", "earliest");
        try (var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(behind.keySet());
            behind.forEach(consumer::seek);
            long deadlineNs = System.nanoTime() + READ_MS_MAX * 1_000_000;
            while (times.size() < behind.size() && System.nanoTime() - deadlineNs < 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    var partition = new TopicPartition(record.topic(), record.partition());
                    times.putIfAbsent(partition, record.timestamp());
                    consumer.pause(Set.of(partition));
                }
            }
        }
        return times;
    }
}
