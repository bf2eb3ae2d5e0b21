package io.taffrail.bench.subscribers;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Produces records with unique ids at a steady rate, to the partitions in turn, acks=all. */
final class Records implements AutoCloseable {

    private final String topic;
    private final int partitions;
    private final long pauseNs;
    private final String padding;
    private final Produced produced;
    private final KafkaProducer<byte[], String> producer;
    private final AtomicLong nextId = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread = Thread.ofPlatform().name("producer").unstarted(this::run);
    private volatile boolean isStopped;

    /**
     * @param perSecond records in all
     */
    Records(
            String bootstrap,
            String topic,
            int partitions,
            int perSecond,
            int valueBytes,
            Produced produced) {
        this.topic = topic;
        this.partitions = partitions;
        this.pauseNs = 1_000_000_000L / perSecond;
        this.padding = "x".repeat(valueBytes);
        this.produced = produced;
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        this.producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new StringSerializer());
    }

    void start() {
        thread.start();
    }

    /** The id of the record that is sent next. */
    long nextId() {
        return nextId.get();
    }

    private void run() {
        long dueNs = System.nanoTime();
        while (!isStopped) {
            long id = nextId.getAndIncrement();
            int partition = (int) (id % partitions);
            producer.send(
                    new ProducerRecord<>(topic, partition, null, "id-" + id + "-" + padding),
                    (metadata, failed) -> {
                        if (failed == null) {
                            produced.acknowledged(partition, metadata.offset(), id);
                        } else {
                            failure.compareAndSet(null, failed);
                        }
                    });
            dueNs += pauseNs;
            LockSupport.parkNanos(dueNs - System.nanoTime());
        }
    }

    /** Returns when all that was sent is acknowledged. */
    void stop() throws InterruptedException {
        isStopped = true;
        thread.join();
        producer.flush();
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a record was not acknowledged", failed);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
