package io.taffrail.gateway.rest.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.app.MemoryGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records that are followed, from a cluster in memory. */
class JourneyDoorTest {

    private static MemoryGateway gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void everyStepOfARecordIsToldInItsOrder() throws Exception {
        gateway.cluster().addTopic("followed", 3, List.of(1, 2));

        List<JsonNode> told = lines(follow("followed", "Kafka-Key", "customer-812"));

        JsonNode last = told.getLast();
        assertThat(told.getFirst().at("/state").asString()).isEqualTo("sent");
        assertThat(last.at("/state").asString()).isEqualTo("settled");
        assertThat(last.at("/offset").asString()).isEqualTo("0");
        assertThat(last.at("/replicas").toString()).isEqualTo("[1,2]");
        assertThat(names(last))
                .containsExactly(
                        "received",
                        "sent",
                        "appended",
                        "synced",
                        "replicated",
                        "readable",
                        "acknowledged");
        assertThat(last.at("/stages/4/broker").asInt()).isEqualTo(2);
        long endedUs = last.at("/stages/6/toUs").asLong();
        for (JsonNode stage : last.at("/stages")) {
            assertThat(stage.at("/fromUs").asLong()).isBetween(0L, stage.at("/toUs").asLong());
        }
        assertThat(last.at("/stages/2/toUs").asLong()).isBetween(1L, endedUs);
        assertThat(last.at("/standing/followers/2").asString()).isEqualTo("1");
        assertThat(gateway.cluster().image().topic("followed").partitions()).hasSize(3);
    }

    @Test
    void whyItWentThereIsTold() throws Exception {
        gateway.cluster().addTopic("placed", 3);

        JsonNode byKey = lines(follow("placed", "Kafka-Key", "customer-812")).getLast();
        long hash = byKey.at("/placement/keyHash").asLong();
        assertThat(byKey.at("/placement/why").asString()).isEqualTo("key");
        assertThat(byKey.at("/partition").asLong()).isEqualTo(hash % 3);

        JsonNode asked = lines(follow("placed", "Kafka-Partition", "1")).getLast();
        assertThat(asked.at("/placement/why").asString()).isEqualTo("asked");
        assertThat(asked.at("/partition").asInt()).isEqualTo(1);

        JsonNode any = lines(follow("placed", "Accept", "*/*")).getLast();
        assertThat(any.at("/placement/why").asString()).isEqualTo("any");
        assertThat(any.at("/placement/keyHash").isNull()).isTrue();
    }

    @Test
    void aTopicThatIsMadeOnTheWayIsAStep() throws Exception {
        assertThat(names(lines(follow("made-to-follow", "Kafka-Key", "k")).getLast()))
                .startsWith("received", "topic_made", "sent");
    }

    @Test
    void aReplicaThatDoesNotComeAlongIsNotSeen() throws Exception {
        gateway.cluster().addTopic("short", 1, List.of(1, 7));
        gateway.brokers().stickAt(7, 0);

        JsonNode last = lines(follow("short", "Kafka-Key", "k")).getLast();

        assertThat(last.at("/state").asString()).isEqualTo("settled");
        assertThat(last.at("/stages/4/name").asString()).isEqualTo("replicated");
        assertThat(last.at("/stages/4/toUs").isNull()).isTrue();
    }

    @Test
    void whileNobodyAcknowledgesItIsToldWhatIsMissing() throws Exception {
        gateway.cluster().addTopic("held", 1);
        gateway.cluster().holdWrites();
        CompletableFuture<HttpResponse<java.util.stream.Stream<String>>> answer =
                client.sendAsync(request("held", "Kafka-Key", "k"), BodyHandlers.ofLines());
        List<JsonNode> told = new ArrayList<>();
        Thread reader =
                Thread.ofVirtual()
                        .start(() ->
                                answer.join()
                                        .body()
                                        .map(JsonMapper.shared()::readTree)
                                        .forEach(line -> {
                                            synchronized (told) {
                                                told.add(line);
                                            }
                                        }));
        await().untilAsserted(() -> {
            synchronized (told) {
                assertThat(told)
                        .anySatisfy(line -> {
                            assertThat(line.at("/state").asString()).isEqualTo("waiting");
                            assertThat(line.at("/offset").isNull()).isTrue();
                            assertThat(line.at("/standing/endOffset").asString()).isEqualTo("0");
                        });
            }
        });
        gateway.cluster().releaseWrites();
        reader.join();
        assertThat(told.getLast().at("/state").asString()).isEqualTo("settled");
    }

    @Test
    void whatCannotBeSentIsRefusedAtOnce() throws Exception {
        gateway.cluster().addTopic("narrow", 2);
        HttpResponse<String> refused = follow("narrow", "Kafka-Partition", "2");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("topic narrow has no partition 2: it has 0 to 1");
    }

    private static HttpRequest request(String topic, String header, String value) {
        return HttpRequest.newBuilder(gateway.uri("/ui/v1/topics/" + topic + "/follow"))
                .header(header, value)
                .POST(BodyPublishers.ofString("{\"total\":5}"))
                .build();
    }

    private static HttpResponse<String> follow(String topic, String header, String value)
            throws Exception {
        return client.send(request(topic, header, value), BodyHandlers.ofString());
    }

    private static List<JsonNode> lines(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().lines().map(JsonMapper.shared()::readTree).toList();
    }

    private static List<String> names(JsonNode journey) {
        return StreamSupport.stream(journey.at("/stages").spliterator(), false)
                .map(stage -> stage.at("/name").asString())
                .toList();
    }
}
