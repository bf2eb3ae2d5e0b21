package io.taffrail.controller.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.controller.ControllerNode;
import io.taffrail.controller.api.TestNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ControllerApplicationTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir Path directory;
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void whatNodesDoCanBeQueriedAndSurvivesTheLossOfTheDatabase() throws Exception {
        try (var app = start()) {
            int port = app.getBean(ControllerNode.class).port();
            try (var broker = TestNode.broker(0, port)) {
                assertThat(broker.createTopic("orders", 3, 1).topics().find("orders").errorCode())
                        .isZero();
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() ->
                                assertThat(get(app, "partitions?topic=ord").at("/total"))
                                        .hasToString("3"));
                assertThat(get(app, "topics").at("/items/0/name").asString()).isEqualTo("orders");
                assertThat(get(app, "brokers?fenced=false").at("/items/0/id").asInt()).isZero();
            }
            // The connection's end is the node's end; nobody waits for a timeout.
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() ->
                            assertThat(get(app, "partitions?offline=true").at("/total"))
                                    .hasToString("3"));
            JsonNode events = get(app, "events?kind=LEADER_CHANGED&broker=0&size=2");
            assertThat(events.at("/total").asInt()).isEqualTo(3);
            assertThat(events.at("/items")).hasSize(2);
            assertThat(events.at("/items/0/reason").asString()).isEqualTo("LEADER_FENCED");
            assertThat(events.at("/items/0/before/leader").asInt()).isZero();
            assertThat(events.at("/items/0/after/leader").asInt()).isEqualTo(-1);
            assertThat(metrics(app))
                    .contains("taffrail_controller_is_leader 1.0")
                    .contains("taffrail_controller_elections_total 1.0")
                    .contains("taffrail_partitions 3.0")
                    .contains("taffrail_offline_partitions 3.0")
                    .contains("taffrail_metadata_commit_seconds_count");
        }
        deleteDatabase();
        try (var app = start()) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(get(app, "partitions").at("/total")).hasToString("3"));
            assertThat(get(app, "events?kind=HISTORY_GAP").at("/total").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aQueryThatCannotBeReadIsAProblemThatSaysWhy() throws Exception {
        try (var app = start()) {
            HttpResponse<String> tooLarge = fetch(app, "/controller/v1/topics?size=1001");
            assertThat(tooLarge.statusCode()).isEqualTo(400);
            assertThat(tooLarge.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/problem+json");
            assertThat(tooLarge.body()).contains("size 1001 is not in 1..1000");
            assertThat(fetch(app, "/controller/v1/topics?page=-1").statusCode()).isEqualTo(400);
            assertThat(fetch(app, "/controller/v1/topics?page=x").statusCode()).isEqualTo(400);
            assertThat(fetch(app, "/controller/v1/topics?sort=secret").body())
                    .contains("sort by one of [name, partitions, replicationFactor]");
            assertThat(fetch(app, "/controller/v1/events?since=yesterday").body())
                    .contains("is no time");
        }
    }

    @Test
    void aDamagedDatabaseIsPutAsideAndFilledAgain() throws Exception {
        try (var app = start()) {
            try (var broker = TestNode.broker(0, app.getBean(ControllerNode.class).port())) {
                broker.createTopic("orders", 2, 1);
            }
        }
        Path file = directory.resolve("projection.mv.db");
        Files.write(file, "not a database".repeat(1_000).getBytes(StandardCharsets.UTF_8));

        try (var app = start()) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(get(app, "partitions").at("/total")).hasToString("2"));
        }
        assertThat(directory.resolve("projection.mv.db.damaged")).exists();
    }

    private ConfigurableApplicationContext start() {
        return SpringApplication.run(
                ControllerApplication.class,
                "--taffrail.controller.data-dir=" + directory,
                "--taffrail.controller.kafka-port=0",
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--management.endpoints.web.exposure.include=health,prometheus");
    }

    private JsonNode get(ConfigurableApplicationContext app, String what)
            throws IOException, InterruptedException {
        HttpResponse<String> response = fetch(app, "/controller/v1/" + what);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private String metrics(ConfigurableApplicationContext app)
            throws IOException, InterruptedException {
        return fetch(app, "/actuator/prometheus").body();
    }

    private HttpResponse<String> fetch(ConfigurableApplicationContext app, String path)
            throws IOException, InterruptedException {
        String port = app.getEnvironment().getProperty("local.server.port");
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void deleteDatabase() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}
