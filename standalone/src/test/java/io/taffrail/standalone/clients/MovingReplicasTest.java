package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that go from one broker to another, with Kafka's own admin client. */
@Tag("system")
class MovingReplicasTest {

    private static final String TOPIC = "moving";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    @TempDir Path directory;

    @Test
    void recordsAreReadFromTheBrokerThatTheirPartitionMovedTo() throws Exception {
        try (var services = new ServicesInProcess(directory).broker().broker();
                Admin admin = services.admin()) {
            String brokers = services.bootstrapServers();
            admin.createTopics(List.of(new NewTopic(TOPIC, Map.of(0, List.of(1))))).all().get();
            produce(brokers, 100);

            move(admin, List.of(1, 2));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> info(admin).isr().size() == 2 && isDone(admin));
            move(admin, List.of(2, 1));
            admin.electLeaders(ElectionType.PREFERRED, Set.of(PARTITION)).all().get();
            await().atMost(Duration.ofSeconds(60)).until(() -> info(admin).leader().id() == 2);

            move(admin, List.of(2));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> info(admin).replicas().size() == 1 && isDone(admin));
            produce(brokers, 10);

            assertThat(count(brokers)).isEqualTo(110);
            move(admin, List.of(1));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> info(admin).leader().id() == 1 && isDone(admin));
            assertThat(count(brokers)).isEqualTo(110);
        }
    }

    private static void move(Admin admin, List<Integer> target) throws Exception {
        admin.alterPartitionReassignments(
                        Map.of(PARTITION, Optional.of(new NewPartitionReassignment(target))))
                .all()
                .get();
    }

    private static boolean isDone(Admin admin) throws Exception {
        return admin.listPartitionReassignments().reassignments().get().isEmpty();
    }

    private static TopicPartitionInfo info(Admin admin) throws Exception {
        return admin.describeTopics(List.of(TOPIC))
                .allTopicNames()
                .get()
                .get(TOPIC)
                .partitions()
                .getFirst();
    }

    private static void produce(String brokers, int count) {
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", brokers),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(TOPIC, "record " + i));
            }
        }
    }

    private static int count(String brokers) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", brokers),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            int[] seen = {0};
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        seen[0] += consumer.poll(Duration.ofMillis(500)).count();
                        return consumer.position(PARTITION)
                                >= consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
                    });
            return seen[0];
        }
    }
}
