package io.taffrail.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.NodeProcess;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 in the middle of a load of a million records, again and again. The producer lives on and
 * sends again what was not acknowledged: afterwards every record is there, once, in order, and at
 * the offset that its acknowledgement named.
 */
@Tag("system")
class KillTest {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 5);
    private static final int RECORDS = 1_000_000;
    private static final int PARTITIONS = 3;
    private static final int VALUE_BYTES = 100;
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @TempDir Path directory;

    @Test
    void everyAcknowledgedRecordSurvivesAKillOnceAndInOrder() throws Exception {
        var random = new Random(SEED);
        System.out.println("KillTest: seed " + SEED);
        try (var node = new NodeProcess(directory)) {
            node.start();
            for (int round = 0; round < ROUNDS; round++) {
                String topic = "kill-" + round;
                create(node, topic);
                long[] ackedOffsets = loadAndKill(node, topic, random.nextDouble(0.05, 0.95));
                awaitWordOfRecovery(node);
                check(node, topic, ackedOffsets);
                delete(node, topic);
            }
        }
    }

    /** A start says what it has recovered; it may serve before that. */
    private static void awaitWordOfRecovery(NodeProcess node) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(node.output()).contains("after an unclean stop: recovered"));
    }

    /** The offset that each record's acknowledgement named. */
    private static long[] loadAndKill(NodeProcess node, String topic, double killAt)
            throws Exception {
        long[] ackedOffsets = new long[RECORDS];
        var acked = new AtomicInteger();
        List<Exception> failures = new ArrayList<>();
        try (var producer = producer(node)) {
            for (int i = 0; i < RECORDS; i++) {
                int number = i;
                producer.send(
                        new ProducerRecord<>(topic, i % PARTITIONS, null, value(i)),
                        (metadata, failure) -> {
                            if (failure == null) {
                                ackedOffsets[number] = metadata.offset();
                                acked.incrementAndGet();
                            } else {
                                failures.add(failure);
                            }
                        });
                if (i == (int) (RECORDS * killAt)) {
                    // Before that there may be no log that a start could recover.
                    await().until(() -> acked.get() > 0);
                    node.kill();
                    node.start();
                }
            }
            producer.flush();
        }
        assertThat(failures).isEmpty();
        assertThat(acked.get()).isEqualTo(RECORDS);
        return ackedOffsets;
    }

    private static void check(NodeProcess node, String topic, long[] ackedOffsets) {
        int[] next = {0, 1, 2};
        long[] nextOffset = new long[PARTITIONS];
        int seen = 0;
        try (var consumer = consumer(node)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                partitions.add(new TopicPartition(topic, i));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            assertThat(consumer.endOffsets(partitions).values().stream().mapToLong(o -> o).sum())
                    .as("records in the log of seed " + SEED)
                    .isEqualTo(RECORDS);
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (seen < RECORDS && System.nanoTime() < deadline) {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    int number = ByteBuffer.wrap(record.value()).getInt();
                    int partition = record.partition();
                    if (number != next[partition]
                            || record.offset() != nextOffset[partition]
                            || record.offset() != ackedOffsets[number]) {
                        throw new AssertionError(
                                "seed %d: %s-%d@%d holds record %d, acknowledged at %d; expected %d"
                                        .formatted(
                                                SEED,
                                                topic,
                                                partition,
                                                record.offset(),
                                                number,
                                                ackedOffsets[number],
                                                next[partition]));
                    }
                    next[partition] += PARTITIONS;
                    nextOffset[partition]++;
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(RECORDS);
    }

    private static byte[] value(int number) {
        return ByteBuffer.allocate(VALUE_BYTES).putInt(number).array();
    }

    private static void create(NodeProcess node, String topic) throws Exception {
        try (Admin admin = admin(node)) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        }
    }

    private static void delete(NodeProcess node, String topic) throws Exception {
        try (Admin admin = admin(node)) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
    }

    private static Admin admin(NodeProcess node) {
        return Admin.create(Map.<String, Object>of("bootstrap.servers", node.bootstrapServers()));
    }

    private static KafkaProducer<byte[], byte[]> producer(NodeProcess node) {
        var properties = new Properties();
        properties.put("bootstrap.servers", node.bootstrapServers());
        properties.put("acks", "all");
        properties.put("linger.ms", "5");
        properties.put("max.block.ms", "60000");
        properties.put("delivery.timeout.ms", "120000");
        properties.put("reconnect.backoff.max.ms", "200");
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(NodeProcess node) {
        var properties = new Properties();
        properties.put("bootstrap.servers", node.bootstrapServers());
        properties.put("enable.auto.commit", "false");
        properties.put("fetch.max.bytes", "10000000");
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
