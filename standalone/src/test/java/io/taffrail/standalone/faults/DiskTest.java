package io.taffrail.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.NodeOnDisks;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with two disks, of which one fills up or breaks, under real Java clients. */
@Tag("system")
class DiskTest {

    private static final int VALUE_BYTES = 100_000;
    private static final int RECORDS = 400; // 40 MB, and the filler leaves about 20 MB
    private static final int FILLER_MB = 36;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    void aFullDiskRefusesAndGoesOnByItselfWhenThereIsRoom() throws Exception {
        try (var disk = SmallDisk.mount(directory, "small")) {
            Path filler = disk.fill(FILLER_MB);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            try (var node = start(disk)) {
                String onSmall = topicOn(node, disk.path());
                String onLarge = topicOn(node, directory.resolve("large"));
                try (var patient = producer(node, true);
                        var single = producer(node, false)) {
                    for (int i = 0; i < RECORDS; i++) {
                        sent.add(patient.send(record(onSmall, i)));
                    }
                    await().atMost(SOON)
                            .untilAsserted(() ->
                                    assertThat(refusal(single, onSmall))
                                            .isInstanceOf(KafkaStorageException.class));
                    assertThat(sent.getFirst().isDone())
                            .as("acknowledged while there was room")
                            .isTrue();
                    assertThat(sent.getLast().isDone()).as("still trying").isFalse();

                    assertThat(single.send(record(onLarge, 1)).get().offset())
                            .as("the other disk has room")
                            .isPositive();

                    Files.delete(filler);
                    for (Future<RecordMetadata> each : sent) {
                        each.get();
                    }
                }
                assertHolds(node, onSmall, sent);
            }
            try (var again = start(disk)) {
                assertHolds(again, sent.getFirst().get().topic(), sent);
            }
        }
    }

    @Test
    void aBrokenDiskTakesItsPartitionsAndNoOthersOutOfService() throws Exception {
        Path large = directory.resolve("large");
        try (var disk = SmallDisk.mount(directory, "broken")) {
            String onBroken;
            String onLarge;
            try (var node = start(disk);
                    var producer = producer(node, false)) {
                onBroken = topicOn(node, disk.path());
                onLarge = topicOn(node, large);

                disk.breakDown();

                assertThat(refusal(producer, onBroken)).isInstanceOf(KafkaStorageException.class);
                for (int i = 1; i <= 20; i++) {
                    assertThat(producer.send(record(onLarge, i)).get().offset()).isEqualTo(i);
                }
                assertThat(failureOf(node, disk.path())).isInstanceOf(KafkaStorageException.class);
                assertThat(failureOf(node, large)).isNull();
                assertThat(topicOn(node, large)).as("a new topic goes to a whole disk").isNotNull();
            }
            assertServesTheRestAfterARestart(disk, onBroken, onLarge);
        }
    }

    /** An empty log in the other directory would hide the records and give their offsets again. */
    private void assertServesTheRestAfterARestart(SmallDisk disk, String onBroken, String onLarge)
            throws Exception {
        try (var node = start(disk);
                var producer = producer(node, false)) {
            assertThat(refusal(producer, onBroken)).isInstanceOf(KafkaStorageException.class);
            assertThat(producer.send(record(onLarge, 1)).get().offset()).isEqualTo(21);
            assertThat(topicOn(node, directory.resolve("large"))).isNotNull();
        }
    }

    private NodeOnDisks start(SmallDisk disk) throws Exception {
        return NodeOnDisks.start(
                directory.resolve("data"), List.of(disk.path(), directory.resolve("large")));
    }

    /** Makes topics until one has its log, with one record in it, in that directory. */
    private static String topicOn(NodeOnDisks node, Path wanted) throws Exception {
        try (Admin admin = admin(node);
                var producer = producer(node, false)) {
            for (int i = 0; i < 10; i++) {
                String topic = "topic-" + System.nanoTime();
                var small = Map.of("segment.bytes", "1048576");
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(small)))
                        .all()
                        .get();
                producer.send(record(topic, -1)).get();
                var directories = admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1);
                var found = directories.get(wanted.toString());
                if (found != null
                        && found.replicaInfos().containsKey(new TopicPartition(topic, 0))) {
                    return topic;
                }
            }
        }
        throw new AssertionError("no topic was put in " + wanted);
    }

    private static Throwable failureOf(NodeOnDisks node, Path logDirectory) throws Exception {
        try (Admin admin = admin(node)) {
            var directories = admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1);
            return directories.get(logDirectory.toString()).error();
        }
    }

    /** What a producer that tries once is told, or null when its record was taken. */
    private static Throwable refusal(KafkaProducer<byte[], byte[]> producer, String topic)
            throws InterruptedException {
        try {
            producer.send(record(topic, -1)).get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Every record of the patient producer is there once, in order, where it was acknowledged. */
    private static void assertHolds(
            NodeOnDisks node, String topic, List<Future<RecordMetadata>> sent) throws Exception {
        Map<Integer, Long> offsets = new HashMap<>();
        int next = 0;
        var partition = new TopicPartition(topic, 0);
        try (var consumer = consumer(node)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            long deadline = System.nanoTime() + SOON.toNanos();
            while (consumer.position(partition) < end && System.nanoTime() < deadline) {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    int number = ByteBuffer.wrap(record.value()).getInt();
                    if (number >= 0) {
                        assertThat(number).as("at offset %d", record.offset()).isEqualTo(next);
                        offsets.put(number, record.offset());
                        next++;
                    }
                }
            }
        }
        assertThat(next).isEqualTo(RECORDS);
        for (int i = 0; i < RECORDS; i++) {
            assertThat(offsets.get(i)).isEqualTo(sent.get(i).get().offset());
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int number) {
        return new ProducerRecord<>(
                topic, 0, null, ByteBuffer.allocate(VALUE_BYTES).putInt(number).array());
    }

    private static Admin admin(NodeOnDisks node) {
        return Admin.create(Map.<String, Object>of("bootstrap.servers", node.bootstrapServers()));
    }

    private static KafkaProducer<byte[], byte[]> producer(NodeOnDisks node, boolean isPatient) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", node.bootstrapServers());
        properties.put("acks", "all");
        properties.put("enable.idempotence", isPatient);
        properties.put("retries", isPatient ? Integer.MAX_VALUE : 0);
        properties.put("buffer.memory", 100L << 20);
        properties.put("delivery.timeout.ms", 120_000);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(NodeOnDisks node) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", node.bootstrapServers(), "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
