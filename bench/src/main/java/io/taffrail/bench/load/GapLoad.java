package io.taffrail.bench.load;

import static java.util.Objects.requireNonNull;

import io.taffrail.bench.LoadOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;

/**
 * A producer with Kafka's defaults sends one record every few milliseconds to one partition, while
 * somebody breaks things, and a consumer reads them as they come. Prints {@code sent=… acked=…
 * failed=… lost=… twice=… gap_ms=… read_gap_ms=…}: the longest times between two acknowledgements
 * and between two records that are read, both after the warm-up, and what there is at the end.
 */
public final class GapLoad {

    private final String bootstrap;
    private final TopicPartition partition;
    private final long periodNs;
    private final long warmUpNs;
    private final long runNs;
    private final Set<Long> acked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong lastAckNs = new AtomicLong();
    private final AtomicLong gapNs = new AtomicLong();
    private volatile boolean isSending = true;
    private long readGapNs;
    private long sent;

    private GapLoad(LoadOptions options) {
        this.bootstrap = options.text("bootstrap");
        this.partition = new TopicPartition(options.text("topic"), 0);
        this.periodNs = options.count("period-ms", 5) * 1_000_000L;
        this.warmUpNs = options.count("warm-up-seconds", 2) * 1_000_000_000L;
        this.runNs = options.count("seconds", 10) * 1_000_000_000L;
    }

    public static void main(String[] args) throws InterruptedException {
        var options =
                new LoadOptions(
                        args, "bootstrap", "topic", "period-ms", "warm-up-seconds", "seconds");
        var load = new GapLoad(options);
        Thread follower = Thread.ofPlatform().name("reader").start(load::follow);
        load.send();
        load.isSending = false;
        follower.join();
        List<Long> read = load.read();
        Set<Long> found = new HashSet<>(read);
        long lost = load.acked.stream().filter(id -> !found.contains(id)).count();
        System.out.printf(
                "sent=%d acked=%d failed=%d lost=%d twice=%d gap_ms=%.0f read_gap_ms=%.0f%n",
                load.sent,
                load.acked.size(),
                load.failed.get(),
                lost,
                read.size() - found.size(),
                load.gapNs.get() / 1e6,
                load.readGapNs / 1e6);
    }

    private void send() {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        try (var producer =
                new KafkaProducer<>(settings, new LongSerializer(), new LongSerializer())) {
            long startNs = System.nanoTime();
            lastAckNs.set(startNs);
            while (System.nanoTime() - startNs < runNs) {
                long id = sent++;
                producer.send(
                        new ProducerRecord<>(partition.topic(), partition.partition(), null, id),
                        (metadata, failure) -> onAnswer(id, failure == null, startNs));
                LockSupport.parkNanos(startNs + sent * periodNs - System.nanoTime());
            }
        }
    }

    private void onAnswer(long id, boolean isAcked, long startNs) {
        if (!isAcked) {
            failed.incrementAndGet();
            return;
        }
        acked.add(id);
        long now = System.nanoTime();
        long gap = now - lastAckNs.getAndSet(now);
        if (now - startNs > warmUpNs) {
            gapNs.accumulateAndGet(gap, Math::max);
        }
    }

    private void follow() {
        try (var consumer = consumer()) {
            long startNs = System.nanoTime();
            long lastNs = startNs;
            while (isSending) {
                if (!consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                    long now = System.nanoTime();
                    if (now - startNs > warmUpNs) {
                        readGapNs = Math.max(readGapNs, now - lastNs);
                    }
                    lastNs = now;
                }
            }
        }
    }

    private KafkaConsumer<Long, Long> consumer() {
        var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                        new LongDeserializer(),
                        new LongDeserializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return consumer;
    }

    private List<Long> read() {
        List<Long> read = new ArrayList<>();
        try (var consumer = consumer()) {
            List<TopicPartition> all = List.of(partition);
            long end = requireNonNull(consumer.endOffsets(all).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(500)).forEach(each -> read.add(each.value()));
            }
        }
        return read;
    }
}
