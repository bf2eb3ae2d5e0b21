package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.broker.app.BrokerApplication;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A broker with a name for its neighbours and another for everybody else, as in a container. */
@Tag("system")
class ListenersTest {

    @TempDir Path directory;

    @Test
    void clientsGoOnAtTheAddressesOfTheListenerThatTheyCameInBy() throws Exception {
        int port = freePort();
        String listener = "--taffrail.broker.further-listeners=HOST://127.0.0.1:" + port;
        String advertised = "--taffrail.broker.further-advertised=HOST://localhost:" + port;
        try (var cluster = new ServicesInProcess(directory).broker(listener, advertised);
                Admin near = cluster.admin();
                Admin far = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
            assertThat(addresses(near)).containsExactly(cluster.bootstrapServers());
            assertThat(addresses(far)).containsExactly("localhost:" + port);

            far.createTopics(List.of(new NewTopic("orders", 1, (short) 1))).all().get();
            assertThat(near.listTopics().names().get()).contains("orders");
        }
    }

    private static List<String> addresses(Admin admin) throws Exception {
        return admin.describeCluster().nodes().get().stream()
                .map(node -> node.host() + ":" + node.port())
                .toList();
    }

    @Test
    void whatLeadsClientsNowhereIsRefusedAtTheStart() {
        assertThatThrownBy(() -> alone("--taffrail.broker.host=0.0.0.0"))
                .hasStackTraceContaining("broker 1 advertises 0.0.0.0")
                .hasStackTraceContaining("set the advertised host");
        assertThatThrownBy(() -> alone("--taffrail.broker.further-listeners=HOST"))
                .hasStackTraceContaining("'HOST' is no listener");
    }

    @Test
    void aBrokerThatKnowsNoControllerIsAliveAndNotReady() throws Exception {
        try (var broker = alone("--taffrail.broker.port=0");
                HttpClient client = HttpClient.newHttpClient()) {
            String health =
                    "http://127.0.0.1:%s/actuator/health/"
                            .formatted(
                                    broker.getEnvironment()
                                            .getRequiredProperty("local.server.port"));

            assertThat(status(client, health + "liveness")).isEqualTo(200);
            assertThat(status(client, health + "readiness")).isEqualTo(503);
        }
    }

    private static int status(HttpClient client, String url) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    /** A broker whose controllers are not there. */
    private ConfigurableApplicationContext alone(String setting) throws IOException {
        return SpringApplication.run(
                BrokerApplication.class,
                "--taffrail.broker.controllers=127.0.0.1:" + freePort(),
                "--taffrail.broker.log-directories=" + directory.resolve("alone"),
                "--server.port=0",
                "--spring.main.banner-mode=off",
                setting);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
