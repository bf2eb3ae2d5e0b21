package io.taffrail.bench.faults;

import io.taffrail.bench.faults.Operation.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A steady Kafka producer, acks=all, everything else at Kafka's defaults. Without idempotence it
 * has one request under way at a time, or its own retries would change the order.
 */
final class KafkaWriter implements Runnable {

    private static final long PERIOD_NS = 10_000_000;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(60);

    private final String name;
    private final String topic;
    private final int partitions;
    private final boolean isIdempotent;
    private final History history;
    private final KafkaProducer<String, String> producer;
    private volatile boolean isStopped;

    /**
     * @param partitions how many it writes to in turn; one means the first
     */
    KafkaWriter(
            String name,
            String bootstrap,
            String topic,
            int partitions,
            boolean isIdempotent,
            History history) {
        this.name = name;
        this.topic = topic;
        this.partitions = partitions;
        this.isIdempotent = isIdempotent;
        this.history = history;
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        if (!isIdempotent) {
            settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
            settings.put(ProducerConfig.ACKS_CONFIG, "all");
            settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        }
        this.producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    @Override
    public void run() {
        long startNs = System.nanoTime();
        long number = 0;
        while (!isStopped) {
            send(number++, "");
            LockSupport.parkNanos(startNs + number * PERIOD_NS - System.nanoTime());
        }
        producer.close(CLOSE_WITHIN);
    }

    /** Sends so many records at once, each this much longer than it must be, and waits for them. */
    void fill(int count, int bytes) {
        String padding = " " + ".".repeat(bytes);
        for (int number = 0; number < count; number++) {
            send(number, padding);
        }
        producer.close(CLOSE_WITHIN);
    }

    private void send(long number, String padding) {
        int partition = (int) (number % partitions);
        long startNs = System.nanoTime();
        history.begin(name, number);
        var record =
                new ProducerRecord<>(
                        topic, partition, "key-" + partition, name + ":" + number + padding);
        try {
            producer.send(
                    record,
                    (metadata, failure) -> onAnswer(number, partition, startNs, metadata, failure));
        } catch (RuntimeException e) {
            onAnswer(number, partition, startNs, null, e);
        }
    }

    private void onAnswer(
            long number,
            int partition,
            long startNs,
            @Nullable RecordMetadata metadata,
            @Nullable Exception failure) {
        Outcome outcome = Outcome.OK;
        if (failure != null || metadata == null) {
            // Out of time says nothing about what became of the attempts.
            outcome = failure instanceof RetriableException ? Outcome.UNKNOWN : Outcome.FAILED;
        }
        history.add(
                new Operation(
                        name,
                        number,
                        partition,
                        startNs,
                        System.nanoTime(),
                        outcome,
                        outcome == Outcome.OK && metadata != null ? metadata.offset() : -1,
                        !isIdempotent));
    }

    void stop() {
        isStopped = true;
    }
}
