package io.taffrail.bench.faults;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A Kafka consumer with all partitions assigned, from their beginning, with Kafka's defaults. */
final class KafkaReader implements Runnable {

    static final String NAME = "consumer";

    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrap;
    private final List<TopicPartition> partitions;
    private final History history;
    private final Map<Integer, Long> next = new ConcurrentHashMap<>();
    private volatile boolean isStopped;

    KafkaReader(String bootstrap, String topic, int partitions, History history) {
        this.bootstrap = bootstrap;
        this.partitions =
                IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList();
        this.history = history;
    }

    @Override
    public void run() {
        try (var consumer = consumer()) {
            while (!isStopped) {
                poll(consumer, NAME);
            }
        }
    }

    /** Reads everything that is there now, as {@link History#FINAL}, and says where it ends. */
    Map<Integer, Long> readAll() {
        try (var consumer = consumer()) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            for (TopicPartition each : partitions) {
                while (consumer.position(each) < requireNonNull(ends.get(each))) {
                    poll(consumer, History.FINAL);
                }
            }
            return next;
        }
    }

    /** The offset after the last one that it saw, for each partition. */
    Map<Integer, Long> next() {
        return next;
    }

    private KafkaConsumer<String, String> consumer() {
        Map<String, Object> settings =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        // A log that was cut below what was read would otherwise pass unnoticed.
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest");
        var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private void poll(KafkaConsumer<String, String> consumer, String reader) {
        for (ConsumerRecord<String, String> each : consumer.poll(POLL)) {
            history.add(
                    new Sighting(
                            reader,
                            each.partition(),
                            each.offset(),
                            each.value().split(" ", 2)[0],
                            System.nanoTime()));
            next.put(each.partition(), each.offset() + 1);
        }
    }

    void stop() {
        isStopped = true;
    }
}
