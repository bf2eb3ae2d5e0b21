package io.taffrail.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A steady producer with Kafka's defaults (idempotent, acks=all), one record every 5 ms to one
 * partition. It writes down what was acknowledged at which offset, and afterwards compares that
 * with what a consumer reads.
 */
final class RecordedLoad implements AutoCloseable {

    private static final int PERIOD_MS = 5;

    private final String bootstrapServers;
    private final TopicPartition partition;
    private final KafkaProducer<Long, Long> producer;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<Long, Long> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong lastAckNs = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGapNs = new AtomicLong();

    RecordedLoad(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.partition = new TopicPartition(topic, 0);
        this.producer = new KafkaProducer<>(clients(), new LongSerializer(), new LongSerializer());
        clock.scheduleAtFixedRate(this::send, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
        awaitAcknowledged(200);
    }

    private Properties clients() {
        var properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }

    private void send() {
        long number = sent.getAndIncrement();
        producer.send(
                new ProducerRecord<>(partition.topic(), partition.partition(), null, number),
                (metadata, failure) -> onAnswer(number, metadata, failure));
    }

    private void onAnswer(long number, RecordMetadata metadata, @Nullable Exception failure) {
        if (failure != null) {
            failed.incrementAndGet();
            return;
        }
        acknowledged.put(number, metadata.offset());
        long now = System.nanoTime();
        long gap = now - lastAckNs.getAndSet(now);
        longestGapNs.accumulateAndGet(gap, Math::max);
    }

    /** Waits until so many more records are acknowledged than now. */
    void awaitAcknowledged(int more) {
        int target = acknowledged.size() + more;
        await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= target);
    }

    void forgetGaps() {
        longestGapNs.set(0);
    }

    long longestGapMs() {
        return longestGapNs.get() / 1_000_000;
    }

    /**
     * Ends the load and checks: nothing lost, nothing twice, all in order and where it was said.
     */
    String stopAndCheck() {
        clock.shutdown();
        producer.close(Duration.ofSeconds(60));
        List<Long> read = new ArrayList<>();
        Map<Long, Long> offsets = new HashMap<>();
        for (ConsumerRecord<Long, Long> each : readAll()) {
            read.add(each.value());
            offsets.put(each.value(), each.offset());
        }
        assertThat(failed).as("records that failed after the client's retries").hasValue(0);
        assertThat(read).as("none lost, none twice, in order").isSorted().doesNotHaveDuplicates();
        assertThat(read).containsAll(acknowledged.keySet());
        acknowledged.forEach((number, offset) ->
                assertThat(offsets.get(number)).as("the offset of %s", number).isEqualTo(offset));
        return "%d sent, %d acknowledged, %d read, longest gap %d ms"
                .formatted(sent.get(), acknowledged.size(), read.size(), longestGapMs());
    }

    private List<ConsumerRecord<Long, Long>> readAll() {
        List<ConsumerRecord<Long, Long>> all = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(clients(), new LongDeserializer(), new LongDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(500)).forEach(all::add);
            }
        }
        return all;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        producer.close(Duration.ZERO);
    }
}
