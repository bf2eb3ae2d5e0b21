package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.ClusterViews.Controller;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.protocol.server.NetworkWarning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Which listeners of the cluster other machines can reach, as far as this gateway can know: its own
 * by what they are bound to, those of others by where they say that they are found. One that is
 * bound to every address and found at localhost is known only to its own node, which logs it. Pure.
 */
public final class OpenListeners {

    private OpenListeners() {}

    /**
     * What the listeners of this process are bound to, which may be more than they advertise.
     *
     * @param nodeId of this gateway
     */
    public record Bound(int nodeId, String httpHost, String kafkaHost) {

        private String hostOf(Endpoint endpoint) {
            return switch (endpoint.listener()) {
                case ClusterScenes.HTTP -> httpHost;
                case Endpoint.KAFKA -> kafkaHost;
                default -> endpoint.host();
            };
        }
    }

    /** Each in a few words, such as {@code gateway 1000: HTTP at 0.0.0.0:8080}. */
    static List<String> of(MetadataImage image, Map<Integer, Controller> controllers, Bound own) {
        List<String> open = new ArrayList<>();
        controllers.forEach((id, controller) -> {
            String host = controller.host();
            if (host != null && NetworkWarning.isOpen(host)) {
                open.add("controller " + id + " at " + host + ":" + controller.port());
            }
        });
        List<NodeImage> nodes = new ArrayList<>(image.nodes());
        nodes.sort(Comparator.comparingInt(NodeImage::id));
        for (NodeImage node : nodes) {
            String name = (node.role() == NodeRole.GATEWAY ? "gateway " : "broker ") + node.id();
            for (Endpoint endpoint : node.endpoints()) {
                String host = node.id() == own.nodeId() ? own.hostOf(endpoint) : endpoint.host();
                if (NetworkWarning.isOpen(host)) {
                    open.add(
                            name
                                    + ": "
                                    + endpoint.listener()
                                    + " at "
                                    + host
                                    + ":"
                                    + endpoint.port());
                }
            }
        }
        return List.copyOf(open);
    }
}
