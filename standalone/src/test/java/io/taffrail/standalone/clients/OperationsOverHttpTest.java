package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.broker.app.BrokerApplication;
import io.taffrail.controller.app.ControllerApplication;
import io.taffrail.gateway.app.GatewayApplication;
import io.taffrail.standalone.FreePorts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** An operator with nothing but HTTP, two brokers, and what the controller's history says of it. */
@Tag("system")
class OperationsOverHttpTest {

    private static final Pattern CLUSTER_ID = Pattern.compile("\"cluster_id\":\"([^\"]+)\"");
    // The controller's database is on the class path of all of them here.
    private static final String WITHOUT_DATABASE =
            "--spring.autoconfigure.exclude="
                    + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                    + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                    + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration";
    private static final Duration WAIT = Duration.ofSeconds(60);

    @TempDir Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final int controllerPort = FreePorts.next();
    private final int controllerHttp = FreePorts.next();
    private final int gatewayHttp = FreePorts.next();

    @Test
    void aBrokerIsDrainedEmptiedStoppedAndForgotten() throws Exception {
        try (var _ = controller();
                var _ = broker(1);
                var _ = gateway()) {
            ConfigurableApplicationContext second = broker(2);
            String cluster = clusterId();
            String base = "/v3/clusters/" + cluster;
            await().atMost(WAIT)
                    .until(() -> get(base + "/brokers").body().contains("\"broker_id\":2"));
            HttpResponse<String> created =
                    send(
                            "POST",
                            base + "/topics",
                            "{\"topic_name\":\"t\",\"replicas_assignments\":["
                                    + "{\"partition_id\":0,\"broker_ids\":[2,1]},"
                                    + "{\"partition_id\":1,\"broker_ids\":[1,2]}]}");
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);

            String drained = send("POST", base + "/brokers/2/drain", "").body();
            assertThat(drained)
                    .contains("\"is_drained\":true,\"leaders_count\":0,\"replicas_count\":2");

            HttpResponse<String> elected =
                    send("POST", base + "/leader-elections", "{\"election_type\":\"PREFERRED\"}");
            assertThat(elected.statusCode()).isEqualTo(207);
            assertThat(elected.body())
                    .contains("\"partition_id\":0,\"error_code\":409")
                    .contains("is being drained");

            HttpResponse<String> moved =
                    send(
                            "POST",
                            base + "/topics/-/partitions/-/reassignment",
                            "{\"data\":[{\"topic_name\":\"t\",\"partition_id\":0,\"replicas\":[1]},"
                                    + "{\"topic_name\":\"t\",\"partition_id\":1,\"replicas\":[1]}]}");
            assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
            await().atMost(WAIT)
                    .until(() ->
                            get(base + "/brokers/2/drain").body().contains("\"replicas_count\":0"));
            assertThat(send("DELETE", base + "/brokers/2", "").statusCode()).isEqualTo(409);

            second.close();
            await().atMost(WAIT)
                    .until(() -> send("DELETE", base + "/brokers/2", "").statusCode() == 204);
            assertThat(send("POST", base + "/brokers/2/drain", "").statusCode()).isEqualTo(404);

            assertThat(get(base + "/quorum").body())
                    .contains("\"leader_id\":1")
                    .contains("\"controller_id\":1")
                    .contains("\"lag\":0");
            await().atMost(WAIT)
                    .untilAsserted(() ->
                            assertThat(history("sort=time,asc&size=500"))
                                    .contains("\"after\":{\"broker.drain\":\"true\"}")
                                    .contains("\"reason\":\"LEADER_DRAINED\"")
                                    .contains("\"kind\":\"REPLICAS_CHANGED\"")
                                    .contains("\"kind\":\"NODE_UNREGISTERED\"")
                                    .contains("\"principal\":\"User:ANONYMOUS\""));
        }
    }

    private ConfigurableApplicationContext controller() {
        return SpringApplication.run(
                ControllerApplication.class,
                "--taffrail.controller.kafka-port=" + controllerPort,
                "--taffrail.controller.data-dir=" + directory.resolve("controller"),
                "--server.port=" + controllerHttp,
                "--spring.main.banner-mode=off");
    }

    private ConfigurableApplicationContext broker(int id) {
        return SpringApplication.run(
                BrokerApplication.class,
                "--taffrail.broker.node-id=" + id,
                "--taffrail.broker.port=0",
                "--taffrail.broker.controllers=127.0.0.1:" + controllerPort,
                "--taffrail.broker.log-directories=" + directory.resolve("broker-" + id),
                "--server.port=0",
                "--spring.main.banner-mode=off",
                WITHOUT_DATABASE);
    }

    private ConfigurableApplicationContext gateway() {
        return SpringApplication.run(
                GatewayApplication.class,
                "--taffrail.gateway.kafka-port=0",
                "--taffrail.gateway.controllers=127.0.0.1:" + controllerPort,
                "--server.port=" + gatewayHttp,
                "--spring.main.banner-mode=off",
                WITHOUT_DATABASE);
    }

    private String clusterId() {
        return await().atMost(WAIT)
                .until(
                        () -> {
                            var found = CLUSTER_ID.matcher(get("/v3/clusters").body());
                            return found.find() ? found.group(1) : "";
                        },
                        id -> !id.isEmpty());
    }

    private String history(String query) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://localhost:"
                                                        + controllerHttp
                                                        + "/controller/v1/events?"
                                                        + query))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + gatewayHttp + path))
                        .header("Content-Type", "application/json")
                        .timeout(WAIT)
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
