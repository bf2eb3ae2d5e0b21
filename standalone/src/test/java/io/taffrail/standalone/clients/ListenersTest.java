package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.broker.app.BrokerApplication;
import io.taffrail.standalone.FreePorts;
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
        int port = FreePorts.next();
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

    /** A broker whose controllers are not there. */
    private ConfigurableApplicationContext alone(String setting) {
        return SpringApplication.run(
                BrokerApplication.class,
                "--taffrail.broker.controllers=127.0.0.1:" + FreePorts.next(),
                "--taffrail.broker.log-directories=" + directory.resolve("alone"),
                "--server.port=0",
                "--spring.main.banner-mode=off",
                ServicesInProcess.WITHOUT_DATABASE,
                setting);
    }
}
