package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kafka-reassign-partitions --throttle asks for: a copy that leaves room for others. */
@Tag("system")
class ThrottledReassignmentTest {

    private static final String TOPIC = "large";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int RECORDS = 60;
    private static final int RECORD_BYTES = 100_000;
    private static final int BYTES_PER_S = 500_000;
    private static final Duration WAIT = Duration.ofSeconds(60);

    @TempDir Path directory;

    /** Either side is enough: the copy of 6 MB takes 12 s, however fast the other could be. */
    @ParameterizedTest
    @ValueSource(strings = {"leader", "follower"})
    void aCopyIsMadeNoFasterThanItsThrottleAndProducersDoNotWaitForIt(String side)
            throws Exception {
        try (var services = new ServicesInProcess(directory).broker().broker();
                Admin admin = services.admin()) {
            var topics =
                    List.of(
                            new NewTopic(TOPIC, Map.of(0, List.of(1))),
                            new NewTopic("in-sync", Map.of(0, List.of(1, 2))));
            admin.createTopics(topics).all().get();
            produce(services.bootstrapServers(), TOPIC, RECORDS);
            throttle(admin, side, BYTES_PER_S);

            admin.alterPartitionReassignments(
                            Map.of(
                                    PARTITION,
                                    Optional.of(new NewPartitionReassignment(List.of(1, 2)))))
                    .all()
                    .get();
            await().during(Duration.ofSeconds(4)).atMost(WAIT).until(() -> !isDone(admin));
            produce(services.bootstrapServers(), "in-sync", 20);
            assertThat(isDone(admin)).as("replicas in sync are not held back").isFalse();

            throttle(admin, side, 1_000_000_000);
            await().atMost(WAIT).until(() -> isDone(admin));
        }
    }

    /** With acks=all; returns when every record is acknowledged. */
    private static void produce(String brokers, String topic, int count) throws Exception {
        var serializer = new ByteArraySerializer();
        var properties = Map.<String, Object>of("bootstrap.servers", brokers);
        try (var producer = new KafkaProducer<>(properties, serializer, serializer)) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>(topic, new byte[RECORD_BYTES])));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        }
    }

    private static void throttle(Admin admin, String side, long bytesPerS) throws Exception {
        String replicas = side + ".replication.throttled.replicas";
        String rate = side + ".replication.throttled.rate";
        admin.incrementalAlterConfigs(
                        Map.of(
                                topic(TOPIC), set(replicas, side.equals("leader") ? "0:1" : "0:2"),
                                topic("in-sync"), set(replicas, "*"),
                                broker("1"), set(rate, "" + bytesPerS),
                                broker("2"), set(rate, "" + bytesPerS)))
                .all()
                .get();
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static ConfigResource broker(String id) {
        return new ConfigResource(ConfigResource.Type.BROKER, id);
    }

    private static List<AlterConfigOp> set(String name, String value) {
        return List.of(new AlterConfigOp(new ConfigEntry(name, value), OpType.SET));
    }

    private static boolean isDone(Admin admin) throws Exception {
        return admin.listPartitionReassignments().reassignments().get().isEmpty();
    }
}
