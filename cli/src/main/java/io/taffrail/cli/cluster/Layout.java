package io.taffrail.cli.cluster;

import io.taffrail.cli.Taffrail.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Which nodes a cluster has, and at which ports. It is fixed when the cluster is first started, and
 * kept beside its data.
 *
 * @param kafkaPort the first broker's; each further one is two higher, and behind them come those
 *     of the gateways, which Kafka's clients find by themselves
 * @param httpPort the first gateway's; each further one is one higher
 * @param portBase where the ports begin that only nodes use among themselves
 */
record Layout(
        int controllers, int brokers, int gateways, int kafkaPort, int httpPort, int portBase) {

    private static final String HOST = "127.0.0.1";
    private static final int FIRST_GATEWAY_ID = 1000;
    private static final int KIND = 20;

    /** The kinds of nodes, and the launcher's words for them. */
    enum Role {
        CONTROLLER,
        BROKER,
        GATEWAY;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * One node.
     *
     * @param address where clients find it
     * @param managementPort its HTTP port, where it tells whether it is ready
     */
    record Node(
            String name,
            Role role,
            String address,
            int managementPort,
            List<Integer> ports,
            Map<String, String> settings) {}

    /**
     * In the order in which they depend on each other.
     *
     * @throws Failure when a port would be two nodes'
     */
    List<Node> nodes(Path directory) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 1; i <= controllers; i++) {
            nodes.add(controller(i, directory));
        }
        for (int i = 1; i <= brokers; i++) {
            nodes.add(broker(i, directory));
        }
        for (int i = 1; i <= gateways; i++) {
            nodes.add(gateway(i));
        }
        requirePortsApart(nodes);
        return nodes;
    }

    private static void requirePortsApart(List<Node> nodes) {
        Map<Integer, String> owners = new HashMap<>();
        for (Node each : nodes) {
            for (int port : each.ports()) {
                String other = owners.put(port, each.name());
                if (other != null) {
                    throw new Failure(
                            "port %d would be that of %s and of %s: choose a --kafka-port, --http-port and --port-base that are further apart"
                                    .formatted(port, other, each.name()));
                }
            }
        }
    }

    String bootstrapServers() {
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= brokers; i++) {
            all.add(HOST + ":" + brokerPort(i));
        }
        return String.join(",", all);
    }

    private int brokerPort(int id) {
        return kafkaPort + 2 * (id - 1);
    }

    private int gatewayKafkaPort(int number) {
        return brokerPort(brokers + number);
    }

    private int wirePort(int controller) {
        return portBase + controller;
    }

    private int quorumPort(int controller) {
        return portBase + KIND + controller;
    }

    private Node controller(int id, Path directory) {
        int http = portBase + 2 * KIND + id;
        List<String> peers = new ArrayList<>();
        for (int i = 1; i <= controllers; i++) {
            peers.add(i + "@" + HOST + ":" + quorumPort(i));
        }
        Map<String, String> settings = common(http);
        settings.put("taffrail.controller.node-id", Integer.toString(id));
        settings.put(
                "taffrail.controller.data-dir",
                directory.resolve("controller-" + id).resolve("data").toString());
        settings.put("taffrail.controller.kafka-port", Integer.toString(wirePort(id)));
        if (controllers > 1) {
            settings.put("taffrail.controller.peers", String.join(",", peers));
        }
        settings.putAll(brokerSettings("taffrail.controller.broker-defaults"));
        return new Node(
                "controller-" + id,
                Role.CONTROLLER,
                HOST + ":" + wirePort(id),
                http,
                List.of(wirePort(id), quorumPort(id), http),
                settings);
    }

    private Node broker(int id, Path directory) {
        int http = portBase + 3 * KIND + id;
        Map<String, String> settings = common(http);
        settings.put("taffrail.broker.node-id", Integer.toString(id));
        settings.put("taffrail.broker.port", Integer.toString(brokerPort(id)));
        settings.put(
                "taffrail.broker.log-directories",
                directory.resolve("broker-" + id).resolve("data").toString());
        settings.put("taffrail.broker.controllers", controllerAddresses());
        settings.putAll(brokerSettings("taffrail.broker.kafka"));
        return new Node(
                "broker-" + id,
                Role.BROKER,
                HOST + ":" + brokerPort(id),
                http,
                List.of(brokerPort(id), http),
                settings);
    }

    private Node gateway(int number) {
        int http = httpPort + number - 1;
        int kafka = gatewayKafkaPort(number);
        Map<String, String> settings = common(http);
        settings.put("taffrail.gateway.node-id", Integer.toString(FIRST_GATEWAY_ID + number - 1));
        settings.put("taffrail.gateway.controllers", controllerAddresses());
        settings.put("taffrail.gateway.kafka-port", Integer.toString(kafka));
        settings.putAll(brokerSettings("taffrail.gateway.broker-properties"));
        return new Node(
                "gateway-" + number,
                Role.GATEWAY,
                "http://" + HOST + ":" + http + ", Kafka " + HOST + ":" + kafka,
                http,
                List.of(http, kafka),
                settings);
    }

    private static Map<String, String> common(int http) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("server.port", Integer.toString(http));
        settings.put("server.address", HOST);
        settings.put("spring.main.banner-mode", "off");
        settings.put("logging.level.root", "warn");
        settings.put("logging.level.io.taffrail", "info");
        settings.put("management.endpoints.web.exposure.include", "health,info,prometheus");
        settings.put("management.endpoint.health.show-details", "always");
        return settings;
    }

    /** As safe as so many brokers can be: three replicas where there are three brokers. */
    private Map<String, String> brokerSettings(String prefix) {
        String replicas = Integer.toString(Math.min(3, brokers));
        return Map.of(
                prefix + "[default.replication.factor]",
                replicas,
                prefix + "[offsets.topic.replication.factor]",
                replicas);
    }

    private String controllerAddresses() {
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= controllers; i++) {
            all.add(HOST + ":" + wirePort(i));
        }
        return String.join(",", all);
    }

    Properties toProperties() {
        var properties = new Properties();
        properties.setProperty("controllers", Integer.toString(controllers));
        properties.setProperty("brokers", Integer.toString(brokers));
        properties.setProperty("gateways", Integer.toString(gateways));
        properties.setProperty("kafka-port", Integer.toString(kafkaPort));
        properties.setProperty("http-port", Integer.toString(httpPort));
        properties.setProperty("port-base", Integer.toString(portBase));
        return properties;
    }

    static Layout of(Properties properties) {
        return new Layout(
                number(properties, "controllers"),
                number(properties, "brokers"),
                number(properties, "gateways"),
                number(properties, "kafka-port"),
                number(properties, "http-port"),
                number(properties, "port-base"));
    }

    private static int number(Properties properties, String name) {
        return Integer.parseInt(properties.getProperty(name, "0"));
    }
}
