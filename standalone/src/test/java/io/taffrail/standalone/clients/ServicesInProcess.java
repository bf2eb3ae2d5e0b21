package io.taffrail.standalone.clients;

import static org.awaitility.Awaitility.await;

import io.taffrail.broker.app.BrokerApplication;
import io.taffrail.controller.app.ControllerApplication;
import io.taffrail.gateway.app.GatewayApplication;
import io.taffrail.standalone.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One controller and as many brokers and gateways as a test wants, each a Spring application in
 * this process.
 */
public final class ServicesInProcess implements AutoCloseable {

    static final String WITHOUT_DATABASE =
            "--spring.autoconfigure.exclude="
                    + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                    + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                    + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration";

    private static final int FIRST_GATEWAY_ID = 1000;

    private final Path directory;
    private final int controllerPort = FreePorts.next();
    private final int firstBrokerPort = FreePorts.next();
    private final Deque<ConfigurableApplicationContext> running = new ArrayDeque<>();
    private int brokers;
    private int gateways;

    /**
     * @param settings of the controller, as on a command line
     */
    public ServicesInProcess(Path directory, String... settings) {
        this.directory = directory;
        List<String> arguments = new ArrayList<>();
        arguments.add("--taffrail.controller.kafka-port=" + controllerPort);
        arguments.add("--taffrail.controller.data-dir=" + directory.resolve("controller"));
        arguments.add("--server.port=0");
        arguments.add("--spring.main.banner-mode=off");
        arguments.addAll(List.of(settings));
        running.push(
                SpringApplication.run(
                        ControllerApplication.class, arguments.toArray(String[]::new)));
    }

    /**
     * Starts the next broker; the first has id 1, and clients begin with it.
     *
     * @param settings as on a command line, such as {@code --taffrail.broker.rack=a}
     */
    public ServicesInProcess broker(String... settings) {
        brokers++;
        List<String> arguments = new ArrayList<>();
        arguments.add("--taffrail.broker.node-id=" + brokers);
        arguments.add("--taffrail.broker.port=" + (brokers == 1 ? firstBrokerPort : 0));
        arguments.add(
                "--taffrail.broker.log-directories=" + directory.resolve("broker-" + brokers));
        arguments.add("--taffrail.broker.controllers=127.0.0.1:" + controllerPort);
        arguments.add("--server.port=0");
        arguments.add("--spring.main.banner-mode=off");
        arguments.add(WITHOUT_DATABASE);
        arguments.addAll(List.of(settings));
        running.push(
                SpringApplication.run(BrokerApplication.class, arguments.toArray(String[]::new)));
        return this;
    }

    /** Stops the service that was started last. */
    void stopLast() {
        running.pop().close();
    }

    /** Starts the next gateway; the first has id 1000. */
    public ServicesInProcess gateway(String... settings) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--taffrail.gateway.node-id=" + (FIRST_GATEWAY_ID + gateways));
        arguments.add("--taffrail.gateway.kafka-port=0");
        arguments.add("--taffrail.gateway.controllers=127.0.0.1:" + controllerPort);
        arguments.add("--server.port=0");
        arguments.add("--spring.main.banner-mode=off");
        arguments.add(WITHOUT_DATABASE);
        arguments.addAll(List.of(settings));
        gateways++;
        running.push(
                SpringApplication.run(GatewayApplication.class, arguments.toArray(String[]::new)));
        return this;
    }

    /** Where the services answer HTTP, as host:port, in the order in which they were started. */
    public List<String> httpAddresses() {
        List<String> addresses = new ArrayList<>();
        for (ConfigurableApplicationContext service : running) {
            String port = service.getEnvironment().getRequiredProperty("local.server.port");
            addresses.addFirst("127.0.0.1:" + port);
        }
        return addresses;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + firstBrokerPort;
    }

    /** An admin client, once every broker serves. */
    public Admin admin() {
        Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> admin.describeCluster().nodes().get().size() == brokers + gateways);
        return admin;
    }

    @Override
    public void close() {
        running.forEach(ConfigurableApplicationContext::close);
    }
}
