package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets what: in a group of any size, and in groups beside each other. */
@Tag("system")
class MembersTest {

    private static final int PARTITIONS = 6;
    private static final Duration WAIT = Duration.ofSeconds(60);

    private static String brokers;

    private final List<LocalMember> members = new ArrayList<>();

    @BeforeAll
    static void start() {
        brokers = Node.shared().bootstrapServers();
    }

    @AfterEach
    void leave() throws InterruptedException {
        List<Thread> leaving =
                members.stream().map(member -> Thread.ofVirtual().start(member::close)).toList();
        for (Thread thread : leaving) {
            thread.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void sixPartitionsAreSpreadEvenlyAndNoMoreThanSixMembersGetOne(String protocol)
            throws Exception {
        String topic = "spread-" + protocol;
        create(topic);
        for (int size : List.of(1, 2, 3, 6, 12)) {
            while (members.size() < size) {
                members.add(LocalMember.join(brokers, protocol, topic, topic));
            }
            int each = Math.max(1, PARTITIONS / size);
            int busy = PARTITIONS / each;
            List<Integer> expected =
                    Stream.concat(
                                    Collections.nCopies(size - busy, 0).stream(),
                                    Collections.nCopies(busy, each).stream())
                            .toList();
            await(size + " members")
                    .atMost(WAIT)
                    .untilAsserted(() -> {
                        assertThat(shares()).isEqualTo(expected);
                        assertThat(members.stream().flatMap(one -> one.held().stream()))
                                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void eachGroupGetsEverythingAndASlowOneSlowsNobody(String protocol) throws Exception {
        String topic = "groups-" + protocol;
        create(topic);
        LocalMember slow = LocalMember.slow(brokers, protocol, topic + "-slow", topic);
        LocalMember billing = LocalMember.join(brokers, protocol, topic + "-billing", topic);
        LocalMember audit = LocalMember.join(brokers, protocol, topic + "-audit", topic);
        members.addAll(List.of(slow, billing, audit));

        List<String> sent = produce(topic, 60);
        for (LocalMember quick : List.of(billing, audit)) {
            await().atMost(WAIT)
                    .untilAsserted(() ->
                            assertThat(quick.values()).containsExactlyInAnyOrderElementsOf(sent));
        }
        // The others have read it all, and this one has not been let take one record.
        assertThat(slow.values()).isEmpty();

        slow.allow(10);
        await().atMost(WAIT).until(() -> slow.values().size() == 10);
        slow.allow(1_000);
        await().atMost(WAIT)
                .untilAsserted(
                        () -> assertThat(slow.values()).containsExactlyInAnyOrderElementsOf(sent));
        assertThat(billing.values()).hasSize(60);
    }

    private List<Integer> shares() {
        return members.stream().map(member -> member.held().size()).sorted().toList();
    }

    private static int stableMembers(String group) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            var described = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
            return described.groupState() == GroupState.STABLE ? described.members().size() : 0;
        }
    }

    private static List<String> produce(String topic, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers);
        var strings = new StringSerializer();
        List<String> values = IntStream.range(0, count).mapToObj(i -> "order-" + i).toList();
        try (var producer = new KafkaProducer<>(settings, strings, strings)) {
            values.forEach(value -> producer.send(new ProducerRecord<>(topic, value, value)));
        }
        return values;
    }

    private static void create(String topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        }
    }
}
