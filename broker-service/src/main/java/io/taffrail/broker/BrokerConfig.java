package io.taffrail.broker;

import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.server.FurtherListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a broker is told at its start; concluded once, and then fixed.
 *
 * @param nodeId from 0 to 999
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param advertisedHost where clients find the broker
 * @param advertisedPort where clients find the broker; 0 for the port that it listens on
 * @param furtherListeners for clients that know the broker by another name
 * @param rack where the broker stands, for spreading replicas; null when that does not matter
 * @param logDirectories one for each disk
 * @param controllers every controller
 * @param loops how many loops share the partitions
 * @param properties Kafka's broker settings, such as {@code num.partitions}
 * @param maintenanceMs how often logs are looked after: retention, rolling by age, checkpoints
 */
public record BrokerConfig(
        int nodeId,
        String host,
        int port,
        String advertisedHost,
        int advertisedPort,
        List<FurtherListener> furtherListeners,
        @Nullable String rack,
        List<Path> logDirectories,
        List<NodeAddress> controllers,
        int loops,
        Map<String, String> properties,
        long maintenanceMs) {

    private static final int GATEWAY_IDS_FROM = 1000;

    public BrokerConfig {
        if (nodeId < 0 || nodeId >= GATEWAY_IDS_FROM) {
            throw new IllegalArgumentException(
                    "node id " + nodeId + " is outside of 0 to 999, which are for brokers");
        }
        FurtherListener.requireReachable("broker " + nodeId, advertisedHost);
        furtherListeners = List.copyOf(furtherListeners);
        if (logDirectories.isEmpty()) {
            throw new IllegalArgumentException("there is no log directory: name at least one");
        }
        if (loops < 1) {
            throw new IllegalArgumentException("loops is " + loops + ": use at least 1");
        }
    }
}
