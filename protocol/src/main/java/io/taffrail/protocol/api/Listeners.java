package io.taffrail.protocol.api;

import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes that a Kafka client can connect to. */
public final class Listeners {

    /** The listener that speaks the Kafka wire. */
    public static final String KAFKA = Endpoint.KAFKA;

    private Listeners() {}

    /** A node and where it speaks the Kafka wire. */
    public record Reachable(NodeImage node, Endpoint endpoint) {}

    /**
     * Every live broker, and those gateways that have a Kafka listener of their own: where one
     * process is both, clients need to see it once.
     */
    public static List<Reachable> reachable(MetadataImage image) {
        var found = new ArrayList<Reachable>();
        for (NodeImage broker : image.brokers()) {
            Endpoint endpoint = kafkaEndpoint(broker);
            if (endpoint != null) {
                found.add(new Reachable(broker, endpoint));
            }
        }
        for (NodeImage gateway : image.gateways()) {
            Endpoint endpoint = kafkaEndpoint(gateway);
            boolean isKnown = found.stream().anyMatch(known -> known.endpoint().equals(endpoint));
            if (endpoint != null && !isKnown) {
                found.add(new Reachable(gateway, endpoint));
            }
        }
        return found;
    }

    /**
     * The node as clients see it: of several in one process they know one, and look for any other
     * in vain. Null when they cannot reach it.
     */
    public static @Nullable Reachable shown(MetadataImage image, NodeImage node) {
        Endpoint endpoint = kafkaEndpoint(node);
        for (Reachable each : reachable(image)) {
            if (each.endpoint().equals(endpoint)) {
                return each;
            }
        }
        return null;
    }

    public static @Nullable Endpoint kafkaEndpoint(NodeImage node) {
        Endpoint endpoint = node.endpoint(KAFKA);
        return endpoint != null && endpoint.listener().equals(KAFKA) ? endpoint : null;
    }

    /** Clients send what is for the controller to any broker, which forwards it. */
    public static int controllerId(List<Reachable> reachable) {
        return reachable.isEmpty() ? -1 : reachable.getFirst().node().id();
    }
}
