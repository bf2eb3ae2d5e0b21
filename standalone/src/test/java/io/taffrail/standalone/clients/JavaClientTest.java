package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.standalone.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kafka-clients 4.3.1 as applications use them. */
@Tag("system")
class JavaClientTest {

    private static String brokers;

    @BeforeAll
    static void start() {
        brokers = Node.shared().bootstrapServers();
    }

    @ParameterizedTest
    @CsvSource({
        "none,all",
        "gzip,all",
        "snappy,all",
        "lz4,all",
        "zstd,all",
        "none,1",
        "gzip,1",
        "snappy,1",
        "lz4,1",
        "zstd,1",
        "none,0",
        "lz4,0"
    })
    void everyRecordComesBackInOrder(String compression, String acks) throws Exception {
        String topic = "java-" + compression + "-" + acks;
        create(topic, Map.of());
        int count = 5_000;
        try (var producer =
                producer(
                        Map.of(
                                "compression.type",
                                compression,
                                "acks",
                                acks,
                                "enable.idempotence",
                                Boolean.toString(acks.equals("all")),
                                "linger.ms",
                                "5"))) {
            for (int i = 0; i < count; i++) {
                var record = new ProducerRecord<>(topic, 0, bytes("k" + i), bytes("value-" + i));
                record.headers().add("h", bytes("x" + i));
                producer.send(record);
            }
        }
        List<ConsumerRecord<byte[], byte[]>> read = readAll(topic, count);
        for (int i = 0; i < count; i++) {
            assertThat(read.get(i).offset()).isEqualTo(i);
            assertThat(text(read.get(i).key())).isEqualTo("k" + i);
            assertThat(text(read.get(i).value())).isEqualTo("value-" + i);
            assertThat(text(read.get(i).headers().lastHeader("h").value())).isEqualTo("x" + i);
        }
    }

    @Test
    void aTopicIsCreatedByItsFirstRecordWithoutAFailure() throws Exception {
        try (var producer = producer(Map.of())) {
            RecordMetadata metadata =
                    producer.send(new ProducerRecord<>("java-auto", bytes("v"))).get();
            assertThat(metadata.offset()).isZero();
        }
    }

    @Test
    void offsetsAreFoundByTime() throws Exception {
        create("java-time", Map.of());
        long base = System.currentTimeMillis() - 100_000;
        try (var producer = producer(Map.of())) {
            for (int i = 0; i < 100; i++) {
                producer.send(
                        new ProducerRecord<>("java-time", 0, base + i * 10L, null, bytes("v")));
            }
        }
        var partition = new TopicPartition("java-time", 0);
        try (var consumer = consumer()) {
            assertThat(
                            consumer.offsetsForTimes(Map.of(partition, base + 501))
                                    .get(partition)
                                    .offset())
                    .isEqualTo(51);
            assertThat(consumer.offsetsForTimes(Map.of(partition, base + 10_000)).get(partition))
                    .isNull();
            assertThat(consumer.beginningOffsets(List.of(partition))).containsEntry(partition, 0L);
            assertThat(consumer.endOffsets(List.of(partition))).containsEntry(partition, 100L);
        }
    }

    @Test
    void aRecordAboveTheTopicsBoundIsRefusedByName() throws Exception {
        create("java-bound", Map.of("max.message.bytes", "1000"));
        try (var producer = producer(Map.of())) {
            var tooLarge = producer.send(new ProducerRecord<>("java-bound", new byte[2_000]));
            assertThatThrownBy(tooLarge::get).hasCauseInstanceOf(RecordTooLargeException.class);
            assertThat(
                            producer.send(new ProducerRecord<>("java-bound", new byte[500]))
                                    .get()
                                    .offset())
                    .isZero();
        }
    }

    @Test
    void aTimestampFarInTheFutureIsRefused() throws Exception {
        create("java-future", Map.of());
        long tomorrow = System.currentTimeMillis() + 86_400_000L;
        try (var producer = producer(Map.of())) {
            var future =
                    producer.send(
                            new ProducerRecord<>("java-future", 0, tomorrow, null, bytes("v")));
            assertThatThrownBy(future::get).hasCauseInstanceOf(InvalidTimestampException.class);
        }
    }

    @Test
    void logAppendTimeReplacesTheProducersTimestamp() throws Exception {
        create("java-append-time", Map.of("message.timestamp.type", "LogAppendTime"));
        long before = System.currentTimeMillis();
        try (var producer = producer(Map.of())) {
            RecordMetadata metadata =
                    producer.send(new ProducerRecord<>("java-append-time", 0, 5L, null, bytes("v")))
                            .get();
            assertThat(metadata.timestamp()).isGreaterThanOrEqualTo(before);
        }
        assertThat(readAll("java-append-time", 1).getFirst().timestamp())
                .isGreaterThanOrEqualTo(before);
    }

    @Test
    void aTopicDeletedAndCreatedAgainServesNoneOfTheOldRecords() throws Exception {
        create("java-again", Map.of());
        send("java-again", "old");
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of("java-again")).all().get();
            admin.createTopics(List.of(new NewTopic("java-again", 1, (short) 1))).all().get();
        }
        send("java-again", "new");
        List<ConsumerRecord<byte[], byte[]>> read = readAll("java-again", 1);
        assertThat(text(read.getFirst().value())).isEqualTo("new");
        assertThat(read.getFirst().offset()).isZero();
    }

    @Test
    void manyPartitionsAreReadTogetherThroughOneSession() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic("java-many", 50, (short) 1))).all().get();
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (var producer = producer(Map.of())) {
            for (int i = 0; i < 5_000; i++) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>("java-many", i % 50, null, bytes("" + i))));
            }
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
        var seen = new java.util.TreeSet<Integer>();
        try (var consumer = consumer()) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(new TopicPartition("java-many", i));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (seen.size() < 5_000 && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> seen.add(Integer.parseInt(text(record.value()))));
            }
        }
        assertThat(seen).hasSize(5_000);
    }

    private static void send(String topic, String value)
            throws ExecutionException, InterruptedException {
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, bytes(value))).get();
        }
    }

    static void create(String topic, Map<String, String> configs) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(configs)))
                    .all()
                    .get();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.<String, Object>of("bootstrap.servers", brokers));
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, String> settings) {
        var properties = new Properties();
        properties.put("bootstrap.servers", brokers);
        properties.putAll(settings);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        var properties = new Properties();
        properties.put("bootstrap.servers", brokers);
        properties.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<ConsumerRecord<byte[], byte[]>> readAll(String topic, int count) {
        var partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        try (var consumer = consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (read.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
            }
        }
        assertThat(read).hasSize(count);
        return read;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
