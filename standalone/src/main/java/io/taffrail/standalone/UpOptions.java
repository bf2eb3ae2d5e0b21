package io.taffrail.standalone;

import io.taffrail.kernel.config.CoordinatorConfigs;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What `taffrail up` was told.
 *
 * @param dataDirectory everything that outlives the process
 * @param httpPort REST, WebSocket, dashboard, metrics; 0 takes a free one
 * @param kafkaPort for Kafka clients; 0 takes a free one
 * @param host the address that both listen on; loopback unless told otherwise, since nobody is
 *     asked for a password
 * @param advertised where clients find this node, as {@code host} or {@code host:port}, when they
 *     come from elsewhere than this machine; null for where it listens
 * @param settings Kafka's broker settings, as in {@code --set num.partitions=6}
 */
public record UpOptions(
        Path dataDirectory,
        int httpPort,
        int kafkaPort,
        String host,
        @Nullable String advertised,
        Map<String, String> settings) {

    public UpOptions(
            Path dataDirectory,
            int httpPort,
            int kafkaPort,
            String host,
            Map<String, String> settings) {
        this(dataDirectory, httpPort, kafkaPort, host, null, settings);
    }

    public static final UpOptions DEFAULT =
            new UpOptions(Path.of("data"), 8080, 9092, "127.0.0.1", Map.of());

    /** What one node needs, and no more, where nobody says otherwise. */
    private static final Map<String, String> OF_ONE_NODE =
            Map.of(
                    CoordinatorConfigs.OFFSETS_TOPIC_REPLICATION_FACTOR,
                    "1",
                    // As in the properties file that Kafka comes with: who tries things out does
                    // not want to wait for more members.
                    CoordinatorConfigs.GROUP_INITIAL_REBALANCE_DELAY_MS,
                    "0");

    static final String USAGE =
            """
            usage: taffrail up [--data DIR] [--http-port N] [--kafka-port N] [--host ADDRESS] [--advertise HOST[:PORT]] [--set NAME=VALUE]…

              --data DIR         where everything is kept (default: ./data)
              --http-port N      REST, WebSocket, dashboard and metrics (default: 8080)
              --kafka-port N     Kafka clients (default: 9092)
              --host ADDRESS     the address to listen on (default: 127.0.0.1, so that only this machine can connect)
              --advertise HOST[:PORT]
                                 where clients find this node, if they are elsewhere (default: where it listens)
              --set NAME=VALUE   a broker setting with Kafka's name, such as num.partitions=6
            """;

    /**
     * @throws IllegalArgumentException with a message for the person who typed it
     */
    static UpOptions parse(String[] arguments) {
        UpOptions options = DEFAULT;
        Iterator<String> words = List.of(arguments).iterator();
        while (words.hasNext()) {
            String word = words.next();
            int equals = word.indexOf('=');
            boolean isJoined = equals > 0 && !word.equals("--set");
            String name = isJoined ? word.substring(0, equals) : word;
            if (!isJoined && !words.hasNext()) {
                throw new IllegalArgumentException(word + " needs a value, or is unknown");
            }
            String value = isJoined ? word.substring(equals + 1) : words.next();
            options = options.with(name, value);
        }
        return options;
    }

    private UpOptions with(String name, String value) {
        return switch (name) {
            case "--data" ->
                    new UpOptions(Path.of(value), httpPort, kafkaPort, host, advertised, settings);
            case "--http-port" ->
                    new UpOptions(
                            dataDirectory,
                            port(name, value),
                            kafkaPort,
                            host,
                            advertised,
                            settings);
            case "--kafka-port" ->
                    new UpOptions(
                            dataDirectory, httpPort, port(name, value), host, advertised, settings);
            case "--host" ->
                    new UpOptions(dataDirectory, httpPort, kafkaPort, value, advertised, settings);
            case "--advertise" -> {
                int colon = value.lastIndexOf(':');
                if (colon >= 0) {
                    port(name, value.substring(colon + 1));
                }
                yield new UpOptions(dataDirectory, httpPort, kafkaPort, host, value, settings);
            }
            case "--set" -> withSetting(value);
            default -> throw new IllegalArgumentException(name + " is no option of up");
        };
    }

    private UpOptions withSetting(String setting) {
        int equals = setting.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("--set " + setting + ": write NAME=VALUE");
        }
        var more = new LinkedHashMap<>(settings);
        more.put(setting.substring(0, equals), setting.substring(equals + 1));
        return new UpOptions(dataDirectory, httpPort, kafkaPort, host, advertised, more);
    }

    private static int port(String name, String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, with the same words as a number that is out of range.
        }
        throw new IllegalArgumentException(name + " " + value + " is no port: use 0 to 65535");
    }

    /** The same in the words of the three services, going before their own defaults. */
    String[] asArguments() {
        return asProperties().entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    private Map<String, Object> asProperties() {
        Path data = dataDirectory.toAbsolutePath().normalize();
        var properties = new LinkedHashMap<String, Object>();
        properties.put("server.address", host);
        properties.put("server.port", httpPort);
        properties.put("taffrail.controller.data-dir", data.resolve("controller").toString());
        properties.put("taffrail.controller.kafka-port", 0);
        properties.put("taffrail.broker.log-directories", data.resolve("broker").toString());
        properties.put("taffrail.broker.host", host);
        properties.put("taffrail.broker.port", kafkaPort);
        properties.put("taffrail.broker.advertised-host", reachable());
        properties.put("taffrail.broker.advertised-port", advertisedPort());
        properties.put("taffrail.gateway.advertised-host", reachable());
        // Not in application.properties, which services started by themselves find on the same
        // class path, and they have not all of these.
        properties.put(
                "management.endpoint.health.group.readiness.include",
                "readinessState,controller,broker,gateway");
        var all = new LinkedHashMap<>(OF_ONE_NODE);
        all.putAll(settings);
        all.forEach((name, value) -> {
            properties.put("taffrail.broker.kafka[" + name + "]", value);
            properties.put("taffrail.controller.broker-defaults[" + name + "]", value);
            properties.put("taffrail.gateway.broker-properties[" + name + "]", value);
        });
        return properties;
    }

    /** The name by which a client reaches what listens on {@link #host}. */
    String reachable() {
        if (advertised != null) {
            int colon = advertised.lastIndexOf(':');
            return colon < 0 ? advertised : advertised.substring(0, colon);
        }
        boolean isAny = host.equals("0.0.0.0") || host.equals("::");
        return isAny ? "127.0.0.1" : host;
    }

    /** The Kafka port that clients are told; 0 for the one that it listens on. */
    private int advertisedPort() {
        int colon = advertised == null ? -1 : advertised.lastIndexOf(':');
        return advertised == null || colon < 0
                ? 0
                : Integer.parseInt(advertised.substring(colon + 1));
    }
}
