package io.taffrail.cli.bench;

import java.time.Duration;
import java.util.HashSet;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What is measured, each phase by itself: first as much as goes, then one record at a time. */
final class Load {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long DRAIN_NS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final Properties connection;
    private final String topic;
    private final int partitions;
    private final byte[] value;

    /**
     * @param sizeBytes of each value, which is random and so cannot be compressed
     */
    Load(Properties connection, String topic, int partitions, int sizeBytes) {
        this.connection = connection;
        this.topic = topic;
        this.partitions = partitions;
        this.value = new byte[sizeBytes];
        new Random(1).nextBytes(value);
    }

    /**
     * How much went, and in what time.
     *
     * @param ns from the first record to the last acknowledgement, or to the last record read
     */
    record Rate(long records, long bytes, long ns) {

        double recordsPerS() {
            return ns == 0 ? 0 : records * 1e9 / ns;
        }

        double megabytesPerS() {
            return ns == 0 ? 0 : bytes * 1e3 / ns;
        }
    }

    /** Sends without waiting for so long, or so many; counts what was acknowledged. */
    Rate produce(String acks, long recordsMax, long nsMax)
            throws ExecutionException, InterruptedException {
        var acknowledged = new AtomicLong();
        var failure = new AtomicReference<@Nullable Exception>();
        try (var producer = producer(acks)) {
            producer.partitionsFor(topic);
            long beganNs = System.nanoTime();
            long sent = 0;
            while (sent < recordsMax
                    && System.nanoTime() - beganNs < nsMax
                    && failure.get() == null) {
                producer.send(
                        new ProducerRecord<>(topic, value),
                        (_, failed) -> {
                            if (failed == null) {
                                acknowledged.incrementAndGet();
                            } else {
                                failure.compareAndSet(null, failed);
                            }
                        });
                sent++;
            }
            producer.flush();
            long ns = System.nanoTime() - beganNs;
            Exception failed = failure.get();
            if (failed != null) {
                throw new ExecutionException(failed);
            }
            return new Rate(acknowledged.get(), acknowledged.get() * value.length, ns);
        }
    }

    /** Reads what is there, from the first record to the last. */
    Rate consume(long records) {
        try (var consumer = consumer()) {
            Set<TopicPartition> all = new HashSet<>();
            for (int i = 0; i < partitions; i++) {
                all.add(new TopicPartition(topic, i));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long beganNs = System.nanoTime();
            long read = 0;
            long bytes = 0;
            while (read < records && System.nanoTime() - beganNs < DRAIN_NS_MAX) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    read++;
                    bytes += each.serializedValueSize();
                }
            }
            return new Rate(read, bytes, System.nanoTime() - beganNs);
        }
    }

    /**
     * Sends one record at a time to partition 0, and reads each there before the next.
     *
     * @return to its acknowledgement, and to the consumer that waits for it
     */
    Latencies oneByOne(String acks, long nsMax) throws ExecutionException, InterruptedException {
        var acknowledged = new Quantiles();
        var received = new Quantiles();
        var partition = new TopicPartition(topic, 0);
        try (var producer = producer(acks);
                var consumer = consumer()) {
            consumer.assign(Set.of(partition));
            consumer.seekToEnd(Set.of(partition));
            consumer.position(partition);
            producer.partitionsFor(topic);
            long beganNs = System.nanoTime();
            while (System.nanoTime() - beganNs < nsMax && !acknowledged.isFull()) {
                long sentNs = System.nanoTime();
                var sending = producer.send(new ProducerRecord<>(topic, 0, null, value));
                sending.get();
                acknowledged.add(System.nanoTime() - sentNs);
                // What is in flight is one record, so whatever comes is it.
                while (consumer.poll(POLL).isEmpty() && System.nanoTime() - sentNs < DRAIN_NS_MAX) {
                    Thread.onSpinWait();
                }
                received.add(System.nanoTime() - sentNs);
            }
        }
        return new Latencies(acknowledged, received);
    }

    record Latencies(Quantiles acknowledged, Quantiles received) {}

    private KafkaProducer<byte[], byte[]> producer(String acks) {
        var properties = new Properties();
        properties.putAll(connection);
        properties.put("acks", acks);
        properties.put("enable.idempotence", acks.equals("all"));
        properties.put("batch.size", 128 * 1024);
        properties.put("buffer.memory", 32 << 20);
        properties.put("max.block.ms", 15_000);
        var bytes = new ByteArraySerializer();
        return new KafkaProducer<>(properties, bytes, bytes);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        var properties = new Properties();
        properties.putAll(connection);
        properties.put("enable.auto.commit", false);
        properties.put("default.api.timeout.ms", 15_000);
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(properties, bytes, bytes);
    }
}
