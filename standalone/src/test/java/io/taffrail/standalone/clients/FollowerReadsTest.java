package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers that read at a replica in their own rack (KIP-392), with Kafka's own consumer. */
@Tag("system")
class FollowerReadsTest {

    @TempDir private static Path directory;
    private static ServicesInProcess services;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        services =
                new ServicesInProcess(directory)
                        .broker("--taffrail.broker.rack=a")
                        .broker("--taffrail.broker.rack=b");
        admin = services.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        services.close();
    }

    @Test
    void aConsumerReadsAtTheFollowerInItsRackAndSeesNewRecordsToo() throws Exception {
        create("near");
        produce("near", 0, 100);
        try (var consumer = consumer("b")) {
            List<String> seen = new ArrayList<>();
            read(consumer, "near", seen, 100);

            assertThat(readsAt(consumer, "near")).isEqualTo(2);

            produce("near", 100, 110);
            read(consumer, "near", seen, 110);
            assertThat(seen).isEqualTo(values(0, 110));
        }
    }

    @Test
    void aConsumerInTheLeadersRackAndOneInARackOfItsOwnReadAtTheLeader() throws Exception {
        create("leader");
        produce("leader", 0, 10);
        for (String rack : List.of("a", "elsewhere")) {
            try (var consumer = consumer(rack)) {
                List<String> seen = new ArrayList<>();
                read(consumer, "leader", seen, 10);
                assertThat(readsAt(consumer, "leader")).as(rack).isEqualTo(-1);
            }
        }
    }

    @Test
    void everyOneReadsAtTheLeaderWhereTheSelectorSaysSo() throws Exception {
        create("selected");
        produce("selected", 0, 10);
        select("org.apache.kafka.common.replica.LeaderSelector");
        try (var consumer = consumer("b")) {
            List<String> seen = new ArrayList<>();
            read(consumer, "selected", seen, 10);
            assertThat(readsAt(consumer, "selected")).isEqualTo(-1);
        } finally {
            select("org.apache.kafka.common.replica.RackAwareReplicaSelector");
        }
    }

    private static void select(String selector) throws Exception {
        var setting = new ConfigEntry("replica.selector.class", selector);
        admin.incrementalAlterConfigs(
                        Map.of(
                                new ConfigResource(ConfigResource.Type.BROKER, ""),
                                List.of(new AlterConfigOp(setting, AlterConfigOp.OpType.SET))))
                .all()
                .get();
        var broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        admin.describeConfigs(List.of(broker))
                                .all()
                                .get()
                                .get(broker)
                                .get("replica.selector.class")
                                .value()
                                .equals(selector));
    }

    private static void create(String topic) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, Map.of(0, List.of(1, 2))))).all().get();
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        admin.describeTopics(List.of(topic))
                                        .allTopicNames()
                                        .get()
                                        .get(topic)
                                        .partitions()
                                        .getFirst()
                                        .isr()
                                        .size()
                                == 2);
    }

    private static void produce(String topic, int from, int to) {
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", services.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            values(from, to).forEach(value -> producer.send(new ProducerRecord<>(topic, value)));
        }
    }

    private static List<String> values(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "record " + i).toList();
    }

    private static KafkaConsumer<String, String> consumer(String rack) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", services.bootstrapServers(), "client.rack", rack),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static void read(
            KafkaConsumer<String, String> consumer, String topic, List<String> seen, int count) {
        if (consumer.assignment().isEmpty()) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> {
                    consumer.poll(Duration.ofMillis(200)).forEach(each -> seen.add(each.value()));
                    return seen.size() >= count;
                });
    }

    /** The follower that the consumer was sent to, or -1. */
    private static int readsAt(KafkaConsumer<String, String> consumer, String topic) {
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("preferred-read-replica"))
                .filter(metric -> topic.equals(metric.metricName().tags().get("topic")))
                .mapToInt(metric -> ((Number) metric.metricValue()).intValue())
                .findFirst()
                .orElse(-1);
    }
}
