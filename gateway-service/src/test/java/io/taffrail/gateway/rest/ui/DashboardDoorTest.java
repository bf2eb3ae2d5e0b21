package io.taffrail.gateway.rest.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.GroupCalls.Heartbeat;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnfenced;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the dashboard gets over HTTP, from a cluster in memory. */
class DashboardDoorTest {

    private static MemoryGateway gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
        client = HttpClient.newHttpClient();
        register(2);
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void theOverviewTellsTheHealthTheRatesAndTheWorstLags() throws Exception {
        gateway.cluster().addTopic("orders", 2);
        gateway.groups().commit("billing", "", -1, Map.of(new TopicPartition("orders", 0), 0L));
        post("orders");
        gateway.history().add("NODE_FENCED", "NODE", "2", null, null, null);

        await().untilAsserted(() -> {
            gateway.brokers().count("orders", 10, 1_000);
            JsonNode overview = get("/ui/v1/overview");
            assertThat(overview.at("/clusterId").asString()).isEqualTo("memory-cluster-id");
            assertThat(overview.at("/counts/brokersUp").asInt()).isEqualTo(2);
            assertThat(overview.at("/counts/controllers").asInt()).isEqualTo(3);
            assertThat(overview.at("/rates/recordsInPerS").asDouble()).isPositive();
            assertThat(overview.at("/rates/bytesOutPerS").asDouble())
                    .isEqualTo(2 * overview.at("/rates/bytesInPerS").asDouble());
            assertThat(overview.at("/worstLags/0/group").asString()).isEqualTo("billing");
            assertThat(overview.at("/worstLags/0/records").asString()).isEqualTo("1");
            assertThat(overview.at("/disks/1/~1logs/usableBytes").asLong()).isEqualTo(500L << 20);
            assertThat(overview.at("/quorum/leader").asInt()).isEqualTo(3);
            assertThat(overview.at("/quorum/voters/2/lagRecords").asLong()).isEqualTo(10);
            assertThat(overview.at("/events/0/text").asString())
                    .isEqualTo("Broker 2 was fenced: the cluster goes on without it");
            assertThat(overview.at("/health/sentences").toString()).contains("2 brokers up");
        });
    }

    @Test
    void nodesTellTheirStateAndWhatTheyHave() throws Exception {
        gateway.cluster().addTopic("held", 3);
        register(3);
        gateway.cluster().apply(new NodeFenced(3, 3));
        await().untilAsserted(() -> {
            JsonNode nodes = get("/ui/v1/nodes");
            assertThat(nodes.at("/brokers/1/state").asString()).isEqualTo("up");
            assertThat(nodes.at("/brokers/1/leaders").asInt()).isGreaterThanOrEqualTo(3);
            assertThat(nodes.at("/brokers/1/disks/~1logs/totalBytes").asLong()).isPositive();
            assertThat(nodes.at("/brokers/3/state").asString()).isEqualTo("fenced");
            assertThat(nodes.at("/brokers/3/sinceMs").asLong()).isPositive();
            assertThat(nodes.at("/controllers/3/leader").asBoolean()).isTrue();
            assertThat(nodes.at("/controllers/2/up").asBoolean()).isTrue();
            assertThat(nodes.at("/controllers/4/up").asBoolean()).isFalse();
        });
        gateway.cluster().apply(new NodeUnfenced(3, 3));
    }

    @Test
    void topicsAreFoundSortedAndCut() throws Exception {
        for (String name : List.of("page-a", "page-b", "page-c")) {
            gateway.cluster().addTopic(name, name.equals("page-b") ? 5 : 1);
        }
        JsonNode byPartitions =
                get("/ui/v1/topics?q=PAGE-&sort=partitions&order=desc&offset=0&limit=2");
        assertThat(byPartitions.at("/total").asInt()).isEqualTo(3);
        assertThat(byPartitions.at("/items").findValuesAsString("name"))
                .containsExactly("page-b", "page-a");
        assertThat(get("/ui/v1/topics?q=page-&offset=2&limit=2").at("/items"))
                .singleElement()
                .satisfies(topic -> {
                    assertThat(topic.at("/name").asString()).isEqualTo("page-c");
                    assertThat(topic.at("/retentionMs").asLong()).isEqualTo(604_800_000);
                    assertThat(topic.at("/cleanupPolicy").asString()).isEqualTo("delete");
                });
    }

    @Test
    void aTopicTellsWhereItsPartitionsAreAndHowFarItsReplicasAndReadersAre() throws Exception {
        UUID id = UUID.randomUUID();
        var both = PartitionImage.created(0, List.of(1, 2), List.of(1, 2));
        gateway.cluster()
                .apply(
                        new TopicCreated(
                                new TopicImage(
                                        id,
                                        "copied",
                                        false,
                                        List.of(
                                                both,
                                                PartitionImage.created(
                                                        1, List.of(2), List.of())))));
        gateway.cluster()
                .apply(
                        new PartitionChanged(
                                id, both.withIsr(List.of(1), List.of(2)), ChangeReason.ISR_SHRUNK));

        JsonNode topic = get("/ui/v1/topics/copied");

        assertThat(topic.at("/underReplicated").asInt()).isEqualTo(2);
        assertThat(topic.at("/offline").asInt()).isEqualTo(1);
        JsonNode leaderless = topic.at("/partitionsById/1");
        assertThat(leaderless.at("/leader").isNull()).isTrue();
        assertThat(leaderless.at("/endOffset").isNull()).isTrue();
        JsonNode partition = topic.at("/partitionsById/0");
        assertThat(partition.at("/leader").asInt()).isEqualTo(1);
        assertThat(partition.at("/isr").toString()).isEqualTo("[1]");
        assertThat(partition.at("/elr").toString()).isEqualTo("[2]");
        assertThat(partition.at("/replicaLag/2/records").asString()).isEqualTo("2");
        assertThat(partition.at("/replicaLag/2/seconds").asDouble()).isEqualTo(1.5);
        assertThat(partition.at("/endOffset").asString()).isEqualTo("7");

        gateway.cluster().addTopic("read", 1);
        post("read");
        gateway.groups().commit("reader", "", -1, Map.of(new TopicPartition("read", 0), 0L));
        await().untilAsserted(() -> {
            JsonNode read = get("/ui/v1/topics/read");
            assertThat(read.at("/groups/reader/lagRecords").asString()).isEqualTo("1");
            assertThat(read.at("/partitionsById/0/endOffset").asString()).isEqualTo("1");
            assertThat(read.at("/worstLag/group").asString()).isEqualTo("reader");
        });
    }

    @Test
    void groupsAreSortedByTheirLagAndOneIsToldByItsPartitions() throws Exception {
        gateway.cluster().addTopic("lagging", 2);
        gateway.groups().commit("lag-small", "", -1, Map.of(new TopicPartition("lagging", 0), 0L));
        gateway.groups()
                .commit(
                        "lag-large",
                        "",
                        -1,
                        Map.of(
                                new TopicPartition("lagging", 0),
                                0L,
                                new TopicPartition("lagging", 1),
                                0L));
        gateway.groups()
                .heartbeat(
                        new Heartbeat(
                                "lag-member",
                                "m1",
                                GroupCalls.JOINING,
                                1,
                                List.of("lagging"),
                                Set.of()));
        post("lagging", 0);
        post("lagging", 1);
        post("lagging", 1);
        await().untilAsserted(() -> {
            JsonNode page = get("/ui/v1/groups?q=lag-&sort=lag&order=desc");
            assertThat(page.at("/total").asInt()).isEqualTo(3);
            assertThat(page.at("/items").findValuesAsString("lagRecords"))
                    .containsExactly("3", "3", "1");
            assertThat(page.at("/items").findValuesAsString("group"))
                    .containsExactly("lag-large", "lag-member", "lag-small");
            assertThat(page.at("/items/0/lagSeconds").asDouble()).isNotNegative();
        });

        JsonNode group = get("/ui/v1/groups/lag-member");
        assertThat(group.at("/state").asString()).isEqualTo("Stable");
        assertThat(group.at("/epoch").asInt()).isEqualTo(1);
        assertThat(group.at("/members/m1/host").asString()).isEqualTo("/127.0.0.1");
        assertThat(group.at("/members/m1/assigned/lagging").toString()).isEqualTo("[0,1]");
        JsonNode second = group.at("/partitions/1");
        assertThat(second.at("/committed").isNull()).isTrue();
        assertThat(second.at("/end").asString()).isEqualTo("2");
        assertThat(second.at("/records").asString()).isEqualTo("2");
        assertThat(second.at("/member").asString()).isEqualTo("m1");
        assertThat(send("/ui/v1/groups/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void seriesGrowWithEachSecondAndEndAtTheSameTime() throws Exception {
        gateway.cluster().addTopic("measured", 1);
        String path = "/ui/v1/series?names=records_in,topic/measured/records_in,broker/1/bytes_in";
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    gateway.brokers().count("measured", 10, 1_000);
                    JsonNode view = get(path);
                    assertThat(view.at("/stepMs").asLong()).isEqualTo(1_000);
                    assertThat(view.at("/endMs").asLong() % 1_000).isZero();
                    JsonNode all = view.at("/series/records_in");
                    JsonNode topic = view.at("/series/topic~1measured~1records_in");
                    assertThat(all.size()).isGreaterThan(2);
                    assertThat(topic).hasSameSizeAs(all);
                    assertThat(topic.get(topic.size() - 1).asDouble()).isPositive();
                });
        assertThat(get("/ui/v1/series?range=24h").at("/series").propertyNames())
                .contains("records_in", "offline", "broker/1/bytes_out")
                .noneMatch(name -> name.startsWith("topic/"));
    }

    @Test
    void whatIsNotThereOrNotUnderstoodIsAProblemThatSaysSo() throws Exception {
        HttpResponse<String> missing = send("/ui/v1/topics/nowhere");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(missing.body()).contains("there is no topic nowhere");
        for (var wrong :
                Map.of(
                                "topics?sort=color",
                                "sort color is not known: use name, partitions",
                                "topics?limit=0",
                                "limit 0 is not within 1 and 1000",
                                "topics?offset=-1",
                                "offset -1 is below 0",
                                "topics?order=up",
                                "order up is neither asc nor desc",
                                "series?range=1y",
                                "range 1y is not known: use 15m, 24h or 30d")
                        .entrySet()) {
            HttpResponse<String> refused = send("/ui/v1/" + wrong.getKey());
            assertThat(refused.statusCode()).as(wrong.getKey()).isEqualTo(400);
            assertThat(refused.body()).contains(wrong.getValue());
        }
    }

    @Test
    void eventsAreToldNewestFirstByThePage() throws Exception {
        for (String topic : List.of("first", "second", "third")) {
            gateway.history()
                    .add(
                            "TOPIC_CREATED",
                            "TOPIC",
                            "told-" + topic,
                            null,
                            null,
                            "{\"partitions\":3,\"replicationFactor\":2}");
        }
        JsonNode page = get("/ui/v1/events?q=told-&type=topic&limit=2");
        assertThat(page.at("/items").findValuesAsString("subject"))
                .containsExactly("told-third", "told-second");
        assertThat(page.at("/more").asBoolean()).isTrue();
        assertThat(page.at("/items/0/text").asString())
                .isEqualTo("Topic told-third was created with 3 partitions on 2 replicas each");
        assertThat(page.at("/items/0/after/partitions").asInt()).isEqualTo(3);
        String oldest = page.at("/items/1/index").asString();
        JsonNode next = get("/ui/v1/events?q=told-&limit=2&before=" + oldest);
        assertThat(next.at("/items").findValuesAsString("subject")).containsExactly("told-first");
        assertThat(next.at("/more").asBoolean()).isFalse();
    }

    private static void register(int broker) {
        gateway.cluster()
                .apply(
                        new NodeRegistered(
                                new NodeImage(
                                        broker,
                                        NodeRole.BROKER,
                                        broker,
                                        UUID.randomUUID(),
                                        List.of(new Endpoint("KAFKA", "localhost", 9092 + broker)),
                                        null,
                                        false,
                                        false,
                                        List.of())));
    }

    private static void post(String topic) throws Exception {
        post(topic, 0);
    }

    private static void post(String topic, int partition) throws Exception {
        String path = "/topics/" + topic + "/records?partition=" + partition;
        var request =
                HttpRequest.newBuilder(gateway.uri(path))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build();
        client.send(request, BodyHandlers.discarding());
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private static HttpResponse<String> send(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(gateway.uri(path)).build(), BodyHandlers.ofString());
    }
}
