package io.taffrail.controller;

import io.taffrail.controller.quorum.QuorumConfig;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.fault.Rejected;
import java.util.Map;

/**
 * A controller, as it is to run.
 *
 * @param host the address that its Kafka-wire listener binds
 * @param port its port; 0 takes a free one, and {@link #NO_LISTENER} leaves listening to another
 *     service of the process
 * @param sessionTimeoutMs how long a node may be silent before it counts as dead
 * @param followedEventsMax events kept for nodes that follow; one that is further behind gets the
 *     whole image
 * @param brokerDefaults settings of brokers that hold where nobody changed them at run time, such
 *     as {@code num.partitions}
 */
public record ControllerConfig(
        QuorumConfig quorum,
        String host,
        int port,
        long sessionTimeoutMs,
        int followedEventsMax,
        Map<String, String> brokerDefaults) {

    public static final int NO_LISTENER = -1;

    public ControllerConfig {
        brokerDefaults = Map.copyOf(brokerDefaults);
        if (port < NO_LISTENER || port > 65_535) {
            throw new IllegalArgumentException(
                    "controller port %d is not in 0..65535: choose another, or %d for none"
                            .formatted(port, NO_LISTENER));
        }
        if (sessionTimeoutMs < 100) {
            throw new IllegalArgumentException(
                    "session timeout of %d ms is below 100: raise it, or pauses look like deaths"
                            .formatted(sessionTimeoutMs));
        }
        if (followedEventsMax < 1) {
            throw new IllegalArgumentException(
                    "%d events kept for followers is below 1: raise it"
                            .formatted(followedEventsMax));
        }
        BrokerConfigs.refusal(BrokerConfigs.known(brokerDefaults))
                .map(Rejected::message)
                .ifPresent(message -> {
                    throw new IllegalArgumentException(message);
                });
    }

    /** A controller by itself, with the usual bounds. */
    public static ControllerConfig alone(QuorumConfig quorum, int port) {
        return new ControllerConfig(quorum, "127.0.0.1", port, 2_000, 50_000, Map.of());
    }
}
