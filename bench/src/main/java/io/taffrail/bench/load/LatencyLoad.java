package io.taffrail.bench.load;

import io.taffrail.bench.LoadOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * End-to-end latency at a fixed rate: a producer (acks=all, the client's default linger) and a
 * consumer of the same partition in one process, so that one clock stamps both ends. Prints {@code
 * records=… p50_ms=… p99_ms=… p999_ms=… max_ms=…}.
 *
 * <p>A record carries the time at which it was <em>due</em>, not the time of the call: a producer
 * that is held up counts against the server that held it (no coordinated omission).
 */
public final class LatencyLoad {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long MAX_LATENCY_US = 60_000_000;
    private static final long DRAIN_NS_MAX = 30_000_000_000L;

    private final int rate;
    private final int valueBytes;
    private final long warmUpRecords;
    private final long records;
    private final TopicPartition partition;
    private final AtomicReference<@Nullable Throwable> sendFailure = new AtomicReference<>();

    private LatencyLoad(LoadOptions options) {
        this.rate = options.count("rate", 2_000);
        this.valueBytes = Math.max(2 * Long.BYTES, options.count("bytes", 100));
        this.warmUpRecords = (long) options.count("warm-up-seconds", 5) * rate;
        this.records = warmUpRecords + (long) options.count("seconds", 20) * rate;
        this.partition = new TopicPartition(options.text("topic"), 0);
    }

    public static void main(String[] args) throws InterruptedException {
        var options =
                new LoadOptions(
                        args, "bootstrap", "topic", "rate", "bytes", "warm-up-seconds", "seconds");
        Histogram histogram = new LatencyLoad(options).run(options.text("bootstrap"));
        System.out.printf(
                "records=%d p50_ms=%.3f p99_ms=%.3f p999_ms=%.3f max_ms=%.3f%n",
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getValueAtPercentile(99.9) / 1e3,
                histogram.getMaxValue() / 1e3);
    }

    private Histogram run(String bootstrap) throws InterruptedException {
        Map<String, Object> reading =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none");
        try (var consumer =
                new KafkaConsumer<>(
                        reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            consumer.position(partition);
            Thread sender = Thread.ofPlatform().name("sender").start(() -> send(bootstrap));
            Histogram histogram = receive(consumer);
            sender.join();
            return histogram;
        }
    }

    private void send(String bootstrap) {
        Map<String, Object> writing =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.ACKS_CONFIG,
                        "all");
        try (var producer =
                new KafkaProducer<>(
                        writing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(partition.topic());
            long startedNs = System.nanoTime();
            for (long i = 0; i < records && sendFailure.get() == null; i++) {
                long dueNs = startedNs + i * 1_000_000_000L / rate;
                for (long nowNs = System.nanoTime(); nowNs < dueNs; nowNs = System.nanoTime()) {
                    LockSupport.parkNanos(dueNs - nowNs);
                }
                byte[] value = new byte[valueBytes];
                ByteBuffer.wrap(value).putLong(i).putLong(dueNs);
                producer.send(
                        new ProducerRecord<>(partition.topic(), 0, null, value),
                        (metadata, failure) -> {
                            if (failure != null) {
                                sendFailure.compareAndSet(null, failure);
                            }
                        });
            }
        } catch (RuntimeException e) {
            sendFailure.compareAndSet(null, e);
        }
    }

    private Histogram receive(KafkaConsumer<byte[], byte[]> consumer) {
        var histogram = new Histogram(MAX_LATENCY_US, 3);
        long next = 0;
        long lastProgressNs = System.nanoTime();
        while (next < records) {
            var polled = consumer.poll(POLL);
            long nowNs = System.nanoTime();
            @Nullable Throwable failure = sendFailure.get();
            if (failure != null) {
                throw new IllegalStateException("a record was not accepted", failure);
            }
            if (polled.isEmpty() && nowNs - lastProgressNs > DRAIN_NS_MAX) {
                throw new IllegalStateException(
                        "only " + next + " of " + records + " records came");
            }
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                ByteBuffer value = ByteBuffer.wrap(record.value());
                long number = value.getLong();
                if (number != next) {
                    throw new IllegalStateException(
                            "record " + number + " came where " + next + " was due");
                }
                if (number >= warmUpRecords) {
                    long latencyUs = (nowNs - value.getLong()) / 1_000;
                    histogram.recordValue(Math.min(MAX_LATENCY_US, latencyUs));
                }
                next++;
                lastProgressNs = nowNs;
            }
        }
        return histogram;
    }
}
