package io.taffrail.bench.load;

import io.taffrail.bench.LoadOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic from its beginning to its end with assigned partitions, and prints {@code records=…
 * mb=… seconds=… records_per_s=… mb_per_s=…}. Kafka's own ConsumerPerformance needs a consumer
 * group, whose join would be measured with it.
 *
 * <p>The clock runs from the first records in hand, so that neither class loading nor the metadata
 * round trip is counted; the client's defaults stand, as a user has them.
 */
public final class ConsumerLoad {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long STALL_MS_MAX = 30_000;

    private ConsumerLoad() {}

    public static void main(String[] args) {
        var options = new LoadOptions(args, "bootstrap", "topic", "records");
        String topic = options.text("topic");
        long expected = options.count("records", Integer.MAX_VALUE);
        Map<String, Object> settings =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        options.text("bootstrap"),
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none");
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(p -> new TopicPartition(topic, p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            read(consumer, expected);
        }
    }

    private static void read(KafkaConsumer<byte[], byte[]> consumer, long expected) {
        long records = 0;
        long bytes = 0;
        long startedNs = 0;
        long uncounted = 0;
        long lastProgressNs = System.nanoTime();
        while (records < expected) {
            var polled = consumer.poll(POLL);
            long nowNs = System.nanoTime();
            if (polled.isEmpty()) {
                if (nowNs - lastProgressNs > STALL_MS_MAX * 1_000_000) {
                    throw new IllegalStateException(
                            "only "
                                    + records
                                    + " of "
                                    + expected
                                    + " records came, and none for "
                                    + STALL_MS_MAX
                                    + " ms");
                }
                continue;
            }
            lastProgressNs = nowNs;
            records += polled.count();
            if (uncounted == 0) {
                startedNs = nowNs;
                uncounted = polled.count();
                continue;
            }
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                bytes += Math.max(0, record.serializedValueSize());
            }
        }
        double seconds = (lastProgressNs - startedNs) / 1e9;
        long counted = records - uncounted;
        System.out.printf(
                "records=%d mb=%.1f seconds=%.3f records_per_s=%.0f mb_per_s=%.1f%n",
                counted, bytes / 1e6, seconds, counted / seconds, bytes / 1e6 / seconds);
    }
}
