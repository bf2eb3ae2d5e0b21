package io.taffrail.gateway.api;

import io.taffrail.protocol.server.FurtherListener;
import java.util.List;
import java.util.Map;

/**
 * Where the gateway's own Kafka listener is.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one, {@link #NONE} opens none
 * @param advertisedHost where clients find it
 * @param advertisedPort where clients find it; 0 for the port that it listens on
 * @param furtherListeners for clients that know the gateway by another name
 * @param brokerProperties settings in Kafka's names that hold where the cluster has none
 */
public record KafkaDoorConfig(
        int nodeId,
        String host,
        int port,
        String advertisedHost,
        int advertisedPort,
        List<FurtherListener> furtherListeners,
        Map<String, String> brokerProperties) {

    public static final int NONE = -1;

    public KafkaDoorConfig {
        if (port != NONE) {
            FurtherListener.requireReachable("gateway " + nodeId, advertisedHost);
        }
        furtherListeners = List.copyOf(furtherListeners);
    }

    boolean isWanted() {
        return port != NONE;
    }
}
