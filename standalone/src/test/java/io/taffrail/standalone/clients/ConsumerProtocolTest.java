package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kafka's own consumer, by the protocol of KIP-848. */
@Tag("system")
class ConsumerProtocolTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static String brokers;

    @BeforeAll
    static void start() {
        brokers = Node.shared().bootstrapServers();
    }

    @Test
    void twoConsumersShareATopicAndTheOneThatStaysTakesOver() throws Exception {
        create("kip848-shared", 6);
        try (var first = consumer("kip848-shared-group")) {
            first.subscribe(List.of("kip848-shared"));
            await().atMost(DEADLINE).until(() -> polled(first).size() == 6);
            try (var second = consumer("kip848-shared-group")) {
                second.subscribe(List.of("kip848-shared"));
                await().atMost(DEADLINE).until(() -> share(first, second, 3));

                Set<TopicPartition> all = new HashSet<>(first.assignment());
                all.addAll(second.assignment());
                assertThat(all).hasSize(6);

                ConsumerGroupDescription described = describe("kip848-shared-group");
                assertThat(described.type()).isEqualTo(GroupType.CONSUMER);
                assertThat(described.groupState()).isEqualTo(GroupState.STABLE);
                assertThat(described.partitionAssignor()).isEqualTo("uniform");
                assertThat(described.members())
                        .allSatisfy(m ->
                                assertThat(m.assignment().topicPartitions())
                                        .isEqualTo(m.targetAssignment().get().topicPartitions())
                                        .hasSize(3));
            }
            await().atMost(DEADLINE).until(() -> polled(first).size() == 6);
        }
        await().atMost(DEADLINE)
                .until(() -> describe("kip848-shared-group").groupState() == GroupState.EMPTY);
    }

    @Test
    void whatWasCommittedIsNotReadAgain() throws Exception {
        create("kip848-committed", 3);
        produce("kip848-committed", 30);
        List<String> read = new ArrayList<>();
        try (var first = consumer("kip848-committed-group")) {
            first.subscribe(List.of("kip848-committed"));
            await().atMost(DEADLINE).until(() -> pollInto(first, read).size() == 30);
            first.commitSync();
        }
        produce("kip848-committed", 5);
        List<String> more = new ArrayList<>();
        try (var second = consumer("kip848-committed-group")) {
            second.subscribe(List.of("kip848-committed"));
            await().atMost(DEADLINE).until(() -> pollInto(second, more).size() >= 5);
        }
        assertThat(read).hasSize(30).doesNotHaveDuplicates();
        assertThat(more).hasSize(5);
    }

    @Test
    void aPatternFollowsTopicsAsTheyComeAndGrow() throws Exception {
        create("kip848-pattern-one", 1);
        try (var consumer = consumer("kip848-pattern-group");
                var admin = admin()) {
            consumer.subscribe(new SubscriptionPattern("kip848-pattern-.*"));
            await().atMost(DEADLINE).until(() -> polled(consumer).size() == 1);

            create("kip848-pattern-two", 2);
            await().atMost(DEADLINE).until(() -> polled(consumer).size() == 3);

            admin.createPartitions(Map.of("kip848-pattern-two", NewPartitions.increaseTo(4)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            await().atMost(DEADLINE).until(() -> polled(consumer).size() == 5);
        }
    }

    @Test
    void aStaticMemberComesBackToItsPartitions() throws Exception {
        create("kip848-static", 4);
        try (var other = consumer("kip848-static-group")) {
            Set<TopicPartition> before;
            try (var named = consumer("kip848-static-group", "group.instance.id", "one")) {
                named.subscribe(List.of("kip848-static"));
                other.subscribe(List.of("kip848-static"));
                await().atMost(DEADLINE).until(() -> share(named, other, 2));
                before = Set.copyOf(named.assignment());
            }
            try (var again = consumer("kip848-static-group", "group.instance.id", "one")) {
                again.subscribe(List.of("kip848-static"));
                await().atMost(DEADLINE).until(() -> polled(again).size() == 2);

                assertThat(again.assignment()).isEqualTo(before);
                assertThat(polled(other)).hasSize(2);
            }
        }
    }

    private static Set<TopicPartition> polled(KafkaConsumer<String, String> consumer) {
        consumer.poll(Duration.ofMillis(50));
        return consumer.assignment();
    }

    /** Polls both in any case: who does not poll does not join. */
    private static boolean share(
            KafkaConsumer<String, String> one, KafkaConsumer<String, String> two, int each) {
        return polled(one).size() == each & polled(two).size() == each;
    }

    private static List<String> pollInto(
            KafkaConsumer<String, String> consumer, List<String> values) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(50))) {
            values.add(record.value());
        }
        return values;
    }

    private static void produce(String topic, int records) throws Exception {
        var serializer = new StringSerializer();
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", brokers),
                        serializer,
                        serializer)) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, i % 3, null, topic + "-" + i))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static void create(String topic, int partitions) throws Exception {
        try (var admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static ConsumerGroupDescription describe(String group) throws Exception {
        try (var admin = admin()) {
            return admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get(20, TimeUnit.SECONDS)
                    .get(group);
        }
    }

    private static KafkaConsumer<String, String> consumer(String group, String... settings) {
        Map<String, Object> all =
                new HashMap<>(
                        Map.of(
                                "bootstrap.servers", brokers,
                                "group.id", group,
                                "group.protocol", "consumer",
                                "enable.auto.commit", "false",
                                "auto.offset.reset", "earliest"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        var deserializer = new StringDeserializer();
        return new KafkaConsumer<>(all, deserializer, deserializer);
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", brokers));
    }
}
