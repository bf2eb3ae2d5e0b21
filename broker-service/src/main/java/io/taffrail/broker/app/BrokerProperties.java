package io.taffrail.broker.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties of a broker, under {@code taffrail.broker}.
 *
 * @param nodeId who it is: 0 to 999, different for each broker (default 1)
 * @param host the address to listen on (default loopback: nobody else can connect)
 * @param port the Kafka port (default 9092; 0 takes a free one)
 * @param advertisedHost where clients are told to find it (default: the address it listens on)
 * @param advertisedPort where clients are told to find it (default: the port it listens on)
 * @param furtherListeners beside the one above, each {@code NAME://host:port}: for clients that
 *     know the broker by another name, since whoever comes in by one is told the addresses that all
 *     nodes advertise for it; every broker and gateway needs the same names (default: none)
 * @param furtherAdvertised where those are found by clients, in the same form (default: where they
 *     listen)
 * @param rack where it stands, for spreading replicas (default: none)
 * @param logDirectories where logs are kept, one for each disk (default {@code data/broker})
 * @param controllers host:port of every controller (default 127.0.0.1:9093)
 * @param loops threads that write to logs (default: one for each two processors, at most 4)
 * @param maintenanceMs how often retention and checkpoints run, in milliseconds (default 5000)
 * @param kafka Kafka's own broker settings, such as {@code num.partitions}
 */
@ConfigurationProperties("taffrail.broker")
public record BrokerProperties(
        @DefaultValue("1") int nodeId,
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("9092") int port,
        @Nullable String advertisedHost,
        @DefaultValue("0") int advertisedPort,
        @DefaultValue List<String> furtherListeners,
        @DefaultValue List<String> furtherAdvertised,
        @Nullable String rack,
        @DefaultValue("data/broker") List<Path> logDirectories,
        @DefaultValue("127.0.0.1:9093") List<String> controllers,
        @DefaultValue("0") int loops,
        @DefaultValue("5000") long maintenanceMs,
        @DefaultValue Map<String, String> kafka) {}
