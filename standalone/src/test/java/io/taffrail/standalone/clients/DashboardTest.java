package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the dashboard is told of a cluster whose nodes speak over the wire, and when one is gone.
 */
@Tag("system")
class DashboardTest {

    private static final Duration WAIT = Duration.ofSeconds(60);

    @TempDir Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private String address;

    @Test
    void ratesReplicasAndEventsAreShownAndThatABrokerIsGone() throws Exception {
        try (var services = new ServicesInProcess(directory).broker()) {
            address = services.gateway().httpAddresses().getLast();
            services.broker();
            try (Admin admin = services.admin()) {
                var topic = new NewTopic("orders", Map.of(0, List.of(1, 2)));
                admin.createTopics(List.of(topic)).all().get();
                post("x".repeat(1_000));
            }
            await().atMost(WAIT).untilAsserted(() -> showsTheLoad(post("y".repeat(1_000))));
            await().atMost(WAIT).untilAsserted(this::showsTheReplicasAndWhatHappened);
            WebSocket socket = watchTheOverview();
            await().atMost(WAIT).until(() -> !heard.isEmpty());
            assertThat(heard.getFirst()).contains("\"type\":\"snapshot\"", "2 brokers up");

            services.stopLast();

            await().atMost(WAIT)
                    .untilAsserted(() ->
                            assertThat(heard)
                                    .anyMatch(frame -> frame.contains("broker 2 is down"))
                                    .anyMatch(
                                            frame -> frame.contains("1 under-replicated partition"))
                                    .anyMatch(frame -> frame.contains("Broker 2 was fenced")));
            socket.abort();
        }
    }

    private void showsTheLoad(int status) throws Exception {
        assertThat(status).isEqualTo(201);
        JsonNode overview = get("overview");
        assertThat(overview.at("/counts/brokersUp").asInt()).isEqualTo(2);
        assertThat(overview.at("/counts/controllersUp").asInt()).isEqualTo(1);
        assertThat(overview.at("/counts/gateways").asInt()).isEqualTo(1);
        assertThat(overview.at("/quorum/leader").asInt()).isEqualTo(1);
        assertThat(overview.at("/rates/recordsInPerS").asDouble()).isPositive();
        assertThat(overview.at("/rates/bytesInPerS").asDouble()).isGreaterThan(100);
        assertThat(overview.at("/disks").propertyNames()).containsExactly("1", "2");
        JsonNode topic = get("topics?q=orders").at("/items/0");
        assertThat(topic.at("/sizeBytes").asLong()).isGreaterThan(1_000);
        JsonNode points = get("series?names=topic/orders/bytes_in").at("/series");
        assertThat(points.at("/topic~1orders~1bytes_in"))
                .anyMatch(point -> point.asDouble(0) > 100);
    }

    private void showsTheReplicasAndWhatHappened() throws Exception {
        JsonNode partition = get("topics/orders").at("/partitionsById/0");
        assertThat(partition.at("/leader").asInt()).isEqualTo(1);
        assertThat(partition.at("/replicaLag/2/records").asString()).isEqualTo("0");
        assertThat(partition.at("/sizeBytes").asLong()).isGreaterThan(1_000);
        assertThat(Long.parseLong(partition.at("/endOffset").asString())).isPositive();
        assertThat(get("events?type=topic&q=orders").at("/items/0/text").asString())
                .isEqualTo("Topic orders was created with 1 partition on 2 replicas each");
    }

    private WebSocket watchTheOverview() {
        WebSocket socket =
                client.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://" + address + "/ui/v1/live"), new Frames())
                        .join();
        socket.sendText("{\"op\":\"subscribe\",\"id\":\"o\",\"channel\":\"overview\"}", true)
                .join();
        return socket;
    }

    private final class Frames implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                heard.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    private int post(String value) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://" + address + "/topics/orders/records"))
                                .timeout(WAIT)
                                .POST(BodyPublishers.ofString(value))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private JsonNode get(String path) throws Exception {
        String body =
                client.send(
                                HttpRequest.newBuilder(
                                                URI.create("http://" + address + "/ui/v1/" + path))
                                        .timeout(WAIT)
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
        return JsonMapper.shared().readTree(body);
    }
}
