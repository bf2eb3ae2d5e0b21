package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.standalone.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One process is broker and gateway, and has one listener for both. */
@Tag("system")
class CoordinatorsTest {

    private static final String OFFSETS = "__consumer_offsets";

    private static String brokers;

    @BeforeAll
    static void start() {
        brokers = Node.shared().bootstrapServers();
        // Whoever is asked first has the topic made, and it takes an owner as soon as there is one.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> find("any").errorCode() == Errors.NONE.code());
    }

    @Test
    void clientsFindTheCoordinatorAmongTheNodesThatTheyKnow() throws Exception {
        try (var admin = admin()) {
            var nodes = admin.describeCluster().nodes().get();
            var coordinator = find("billing");

            assertThat(nodes).hasSize(1);
            assertThat(nodes.iterator().next().id()).isEqualTo(coordinator.nodeId());
            assertThat(coordinator.port()).isEqualTo(Node.shared().kafkaPort());
        }
    }

    @Test
    void oneNodeKeepsOneCopyOfFiftyShards() throws Exception {
        try (var admin = admin()) {
            var topic = admin.describeTopics(List.of(OFFSETS)).allTopicNames().get().get(OFFSETS);

            assertThat(topic.isInternal()).isTrue();
            assertThat(topic.partitions()).hasSize(50);
            assertThat(topic.partitions())
                    .allSatisfy(shard -> assertThat(shard.replicas()).hasSize(1));
        }
    }

    @Test
    void aClientDoesNotWriteWhereCoordinatorsKeepTheirState() {
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers);
        var serializer = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(settings, serializer, serializer)) {
            var record = new ProducerRecord<>(OFFSETS, new byte[1], new byte[1]);

            assertThatThrownBy(() -> producer.send(record).get(20, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(InvalidTopicException.class)
                    .hasMessageContaining("only the coordinator of __consumer_offsets-");
        }
    }

    @Test
    void whoListsGroupsIsAnsweredByEveryNode() throws Exception {
        try (var admin = admin()) {
            assertThat(admin.listGroups().errors().get(20, TimeUnit.SECONDS)).isEmpty();
        }
    }

    private static FindCoordinatorResponseData.Coordinator find(String group) throws Exception {
        var request =
                new FindCoordinatorRequestData()
                        .setKeyType((byte) 0)
                        .setCoordinatorKeys(List.of(group));
        try (var client = new NodeClient(ClientConfig.named("test"))) {
            return client.send(
                            new NodeAddress("127.0.0.1", Node.shared().kafkaPort()),
                            0,
                            request,
                            10_000,
                            FindCoordinatorResponseData.class)
                    .get(20, TimeUnit.SECONDS)
                    .coordinators()
                    .getFirst();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", brokers));
    }
}
