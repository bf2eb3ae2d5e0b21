package io.taffrail.deploy.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * The Compose file, with real containers: eight of them take minutes to start on a small machine,
 * so one cluster goes through everything, in order. It listens on a loopback address of its own,
 * beside whatever else runs here.
 */
@Tag("system")
@Tag("swarm")
@Timeout(1800)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeTest {

    private static final String ADDRESS = "127.0.0.77";
    private static final Duration SERVED = Duration.ofMinutes(2);
    private static final Map<String, String> VARIABLES =
            Map.of(
                    "TAFFRAIL_VERSION",
                    Engine.VERSION,
                    "TAFFRAIL_BIND",
                    ADDRESS,
                    "TAFFRAIL_HOST",
                    ADDRESS,
                    "COMPOSE_PROJECT_NAME",
                    "taffrail-test",
                    "COMPOSE_HTTP_TIMEOUT",
                    "300");

    private static Engine engine;
    private static boolean isUp;

    @BeforeAll
    static void up() throws Exception {
        engine = Engine.withImages();
        isUp = true;
        engine.compose(VARIABLES, "up", "-d", "--no-build");
    }

    @AfterAll
    static void down() throws Exception {
        if (isUp) {
            engine.compose(VARIABLES, "down", "--volumes");
        }
    }

    @Test
    @Order(1)
    void everyContainerGetsHealthyAndNoneRunsAsRoot() throws Exception {
        List<String> containers = containers();

        assertThat(containers).hasSize(8);
        for (String each : containers) {
            awaitHealthy(each);
            assertThat(engine.run("docker", "exec", each, "id", "-u")).startsWith("10001");
        }
    }

    @Test
    @Order(2)
    void aRecordGoesInOverHttpAndOutToAKafkaClientOnTheHost() throws Exception {
        assertThat(post(8080, "first")).contains("\"topic\":\"orders\"");

        try (var consumer = consumer(9092)) {
            assertThat(
                            await().atMost(SERVED)
                                    .until(() -> read(consumer), all -> all.contains("first")))
                    .containsOnlyOnce("first");
            assertThat(consumer.partitionsFor("orders").getFirst().replicas())
                    .as("clients on the host are told the host's addresses")
                    .hasSize(3)
                    .allMatch(node -> node.host().equals(ADDRESS));
        }
    }

    @Test
    @Order(3)
    void aClientInTheContainersNetworkIsToldNamesOfThatNetwork() throws Exception {
        String seen =
                engine.compose(
                        VARIABLES,
                        "exec",
                        "-T",
                        "gateway-2",
                        "taffrail",
                        "consume",
                        "-b",
                        "broker-2:9092",
                        "orders",
                        "-o",
                        "start",
                        "-n",
                        "1");

        assertThat(seen).contains("first");
    }

    @Test
    @Order(4)
    void aKilledContainerIsSurvivedAndComesBack() throws Exception {
        String victim = containerOf("broker-1");
        engine.run("docker", "kill", victim);

        await().atMost(SERVED)
                .ignoreExceptions()
                .until(() -> post(8081, "meanwhile").contains("offset"));
        try (var consumer = consumer(9192)) {
            await().atMost(SERVED).until(() -> read(consumer), all -> all.contains("meanwhile"));
        }

        engine.run("docker", "start", victim);
        awaitHealthy(victim);
    }

    @Test
    @Order(5)
    void aStopInOrderIsShort() throws Exception {
        String gateway = containerOf("gateway-2");
        engine.run("docker", "stop", "-t", "30", gateway);

        assertThat(engine.run("docker", "inspect", "-f", "{{.State.ExitCode}}", gateway).strip())
                .as("ended by SIGTERM (143), and not by the SIGKILL (137) that follows")
                .isIn("143", "0");
        engine.run("docker", "start", gateway);
        awaitHealthy(gateway);
    }

    @Test
    @Order(6)
    void recordsSurviveDownAndUp() throws Exception {
        engine.compose(VARIABLES, "down");
        assertThat(containers()).isEmpty();
        engine.compose(VARIABLES, "up", "-d", "--no-build");
        for (String each : containers()) {
            awaitHealthy(each);
        }

        try (var consumer = consumer(9292)) {
            await().atMost(SERVED)
                    .until(
                            () -> read(consumer),
                            all -> all.contains("first") && all.contains("meanwhile"));
        }
    }

    private static List<String> containers() throws IOException, InterruptedException {
        return engine.compose(VARIABLES, "ps", "-q").lines().filter(id -> !id.isBlank()).toList();
    }

    private static String containerOf(String service) throws IOException, InterruptedException {
        return engine.compose(VARIABLES, "ps", "-q", service).strip();
    }

    private static void awaitHealthy(String container) {
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () ->
                                engine.run(
                                                "docker",
                                                "inspect",
                                                "-f",
                                                "{{.State.Health.Status}}",
                                                container)
                                        .strip(),
                        "healthy"::equals);
    }

    private static String post(int port, String record) throws IOException, InterruptedException {
        URI records = URI.create("http://" + ADDRESS + ":" + port + "/topics/orders/records");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(records)
                                    .timeout(Duration.ofSeconds(60))
                                    .header("Content-Type", "text/plain")
                                    .POST(BodyPublishers.ofString(record))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            return answer.body();
        }
    }

    /** As a member of a group, which takes a coordinator: one of the gateways. */
    private static KafkaConsumer<String, String> consumer(int port) {
        var consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", ADDRESS + ":" + port,
                                "group.id", "readers-" + port,
                                "auto.offset.reset", "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer());
        consumer.subscribe(List.of("orders"));
        seen.clear();
        return consumer;
    }

    private static final List<String> seen = new ArrayList<>();

    /** All values that this test's consumer has read so far. */
    private static List<String> read(KafkaConsumer<String, String> consumer) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
            seen.add(record.value());
        }
        return seen;
    }
}
