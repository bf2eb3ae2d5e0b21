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
     * process is both, clients need to see it once. Who has no listener of that name is left out,
     * as Kafka does it (KIP-103).
     *
     * @param listener the listener that the client came in by: the addresses of another one may
     *     mean nothing where it stands
     */
    public static List<Reachable> reachable(MetadataImage image, String listener) {
        var found = new ArrayList<Reachable>();
        for (NodeImage broker : image.brokers()) {
            Endpoint endpoint = endpoint(broker, listener);
            if (endpoint != null) {
                found.add(new Reachable(broker, endpoint));
            }
        }
        for (NodeImage gateway : image.gateways()) {
            Endpoint endpoint = endpoint(gateway, listener);
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
    public static @Nullable Reachable shown(MetadataImage image, NodeImage node, String listener) {
        Endpoint endpoint = endpoint(node, listener);
        for (Reachable each : reachable(image, listener)) {
            if (each.endpoint().equals(endpoint)) {
                return each;
            }
        }
        return null;
    }

    /** Where nodes reach each other, whatever other listeners there are. */
    public static @Nullable Endpoint kafkaEndpoint(NodeImage node) {
        return endpoint(node, KAFKA);
    }

    /** Where that listener of the node is, or null when it has none of that name. */
    public static @Nullable Endpoint endpoint(NodeImage node, String listener) {
        Endpoint endpoint = node.endpoint(listener);
        return endpoint != null && endpoint.listener().equals(listener) ? endpoint : null;
    }

    /** Clients send what is for the controller to any broker, which forwards it. */
    public static int controllerId(List<Reachable> reachable) {
        return reachable.isEmpty() ? -1 : reachable.getFirst().node().id();
    }
}
