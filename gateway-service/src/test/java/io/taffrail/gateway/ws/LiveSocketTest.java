package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.metadata.MetadataEvent.TopicDeleted;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The dashboard's socket: a snapshot, and then what changes. */
class LiveSocketTest {

    private static final String PATH = "/ui/v1/live";

    private static MemoryGateway gateway;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of("taffrail.gateway.subscriptions-max", "2"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aSnapshotComesFirstAndThenPatchesThatMakeItWhatIsNow() throws Exception {
        gateway.cluster().addTopic("watched-a", 1);
        try (var probe = SocketProbe.open(gateway, PATH)) {
            probe.say(
                    """
                    {"op":"subscribe","id":"t","channel":"topics","params":{"q":"watched-","limit":5}}\
                    """);
            JsonNode first = hear(probe, "snapshot");
            assertThat(first.at("/id").asString()).isEqualTo("t");
            assertThat(first.at("/seq").asLong()).isZero();
            assertThat(first.at("/data/total").asInt()).isEqualTo(1);

            gateway.cluster().addTopic("watched-b", 1);
            JsonNode delta = hear(probe, "delta");
            assertThat(delta.at("/seq").asLong()).isEqualTo(1);
            assertThat(delta.at("/data/total").asInt()).isEqualTo(2);
            assertThat(delta.at("/data/items").findValuesAsString("name"))
                    .containsExactly("watched-a", "watched-b");
        }
    }

    @Test
    void whoComesLaterGetsTheSameViewFromItsOwnNumberOn() throws Exception {
        gateway.cluster().addTopic("shared", 1);
        String subscribe =
                "{\"op\":\"subscribe\",\"id\":\"%s\",\"channel\":\"topic\",\"params\":{\"name\":\"shared\"}}";
        try (var one = SocketProbe.open(gateway, PATH);
                var other = SocketProbe.open(gateway, PATH)) {
            one.say(subscribe.formatted("first"));
            var seenByOne = (ObjectNode) hear(one, "snapshot").get("data");
            gateway.brokers().count("shared", 5, 500);
            JsonNode delta = hear(one, "delta");
            merge(seenByOne, (ObjectNode) delta.get("data"));

            other.say(subscribe.formatted("second"));
            JsonNode snapshot = hear(other, "snapshot");
            assertThat(snapshot.at("/seq").asLong()).isZero();
            assertThat(snapshot.at("/data/sizeBytes").asLong()).isEqualTo(500);
            assertThat(seenByOne.at("/sizeBytes").asLong()).isEqualTo(500);
        }
    }

    @Test
    void whoSubscribesAgainUnderAnIdBeginsAnew() throws Exception {
        try (var probe = SocketProbe.open(gateway, PATH)) {
            for (int i = 0; i < 3; i++) {
                probe.say("{\"op\":\"subscribe\",\"id\":\"n\",\"channel\":\"nodes\"}");
                assertThat(hear(probe, "snapshot").at("/seq").asLong()).isZero();
            }
        }
    }

    @Test
    void aTopicThatIsDeletedEndsWhatWatchesIt() throws Exception {
        gateway.cluster().addTopic("doomed", 1);
        try (var probe = SocketProbe.open(gateway, PATH)) {
            probe.say(
                    """
                    {"op":"subscribe","id":"d","channel":"topic","params":{"name":"doomed"}}\
                    """);
            hear(probe, "snapshot");
            gateway.cluster()
                    .apply(
                            new TopicDeleted(
                                    gateway.cluster().image().topic("doomed").id(), "doomed"));
            JsonNode error = hear(probe, "error");
            assertThat(error.at("/id").asString()).isEqualTo("d");
            assertThat(error.at("/problem/status").asInt()).isEqualTo(404);
        }
    }

    @Test
    void newEventsAreAppended() throws Exception {
        gateway.history().add("NODE_UNFENCED", "NODE", "1", null, null, null);
        try (var probe = SocketProbe.open(gateway, PATH)) {
            probe.say("{\"op\":\"subscribe\",\"id\":\"e\",\"channel\":\"events\"}");
            assertThat(hear(probe, "snapshot").at("/data/items/0/text").asString())
                    .isEqualTo("Broker 1 serves");
            gateway.history().add("NODE_FENCED", "NODE", "1001", null, null, null);
            JsonNode append = hear(probe, "append");
            assertThat(append.at("/data")).hasSize(1);
            assertThat(append.at("/data/0/subject").asString()).isEqualTo("gateway 1001");
        }
    }

    @Test
    void pointsOfSeriesAreAppendedOneByOne() throws Exception {
        try (var probe = SocketProbe.open(gateway, PATH)) {
            probe.say(
                    """
                    {"op":"subscribe","id":"s","channel":"series","params":{"names":["records_in"]}}\
                    """);
            JsonNode snapshot = hear(probe, "snapshot");
            long endMs = snapshot.at("/data/endMs").asLong();
            for (int i = 1; i <= 3; i++) {
                JsonNode append = hear(probe, "append");
                assertThat(append.at("/seq").asLong()).isEqualTo(i);
                assertThat(append.at("/data/endMs").asLong()).isEqualTo(endMs + i * 1_000L);
                assertThat(append.at("/data/values").has("records_in")).isTrue();
            }
        }
    }

    @Test
    void aGroupIsWatchedAsItsLagGrows() throws Exception {
        gateway.cluster().addTopic("read", 1);
        gateway.groups().commit("reader", "", -1, Map.of(new TopicPartition("read", 0), 0L));
        try (var probe = SocketProbe.open(gateway, PATH)) {
            probe.say(
                    """
                    {"op":"subscribe","id":"g","channel":"group","params":{"name":"reader"}}\
                    """);
            assertThat(hear(probe, "snapshot").at("/data/partitions/0/records").asString())
                    .isEqualTo("0");
            try (var http = HttpClient.newHttpClient()) {
                var post =
                        HttpRequest.newBuilder(gateway.uri("/topics/read/records"))
                                .POST(HttpRequest.BodyPublishers.ofString("x"))
                                .build();
                http.send(post, HttpResponse.BodyHandlers.discarding());
            }
            assertThat(hear(probe, "delta").at("/data/partitions/0/records").asString())
                    .isEqualTo("1");
        }
    }

    @Test
    void whatIsNotUnderstoodIsAnErrorAndTheSocketStaysOpen() throws Exception {
        try (var probe = SocketProbe.open(gateway, PATH)) {
            for (var wrong :
                    Map.of(
                                    "no json",
                                    "one JSON object",
                                    "{\"op\":\"subscribe\"}",
                                    "id is missing",
                                    "{\"op\":\"dance\",\"id\":\"x\"}",
                                    "neither subscribe nor unsubscribe",
                                    "{\"op\":\"subscribe\",\"id\":\"x\",\"channel\":\"weather\"}",
                                    "channel weather is not known",
                                    "{\"op\":\"subscribe\",\"id\":\"x\",\"channel\":\"topic\"}",
                                    "name is missing",
                                    "{\"op\":\"subscribe\",\"id\":\"x\",\"channel\":\"topic\",\"params\":{\"name\":\"nowhere\"}}",
                                    "there is no topic nowhere")
                            .entrySet()) {
                probe.say(wrong.getKey());
                assertThat(hear(probe, "error").at("/problem/detail").asString())
                        .contains(wrong.getValue());
            }
            for (String id : new String[] {"a", "b", "c"}) {
                probe.say("{\"op\":\"subscribe\",\"id\":\"" + id + "\",\"channel\":\"nodes\"}");
            }
            assertThat(hear(probe, "error").at("/problem/detail").asString())
                    .contains("has 2 subscriptions, which is the limit");
        }
    }

    @Test
    void aBeatComesThoughNothingChanges() throws Exception {
        try (var probe = SocketProbe.open(gateway, PATH)) {
            assertThat(hear(probe, "beat").at("/timeMs").asLong()).isPositive();
        }
    }

    private static JsonNode hear(SocketProbe probe, String type) throws Exception {
        return JsonMapper.shared().readTree(probe.hear(type));
    }

    /** RFC 7396, section 2. */
    private static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties()
                .forEach(member -> {
                    JsonNode value = member.getValue();
                    if (value.isNull()) {
                        target.remove(member.getKey());
                    } else if (value instanceof ObjectNode inner) {
                        if (!(target.get(member.getKey()) instanceof ObjectNode)) {
                            target.putObject(member.getKey());
                        }
                        merge((ObjectNode) target.get(member.getKey()), inner);
                    } else {
                        target.set(member.getKey(), value);
                    }
                });
    }
}
