package io.taffrail.protocol.link;

import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.protocol.client.NodeAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a node is, and where its controllers are.
 *
 * @param controllers every controller; the active one is found among them
 * @param nodeId brokers below 1000, gateways from 1000
 * @param incarnationId new with every start of the process
 * @param clusterId the cluster that the node's data belongs to; null before its first registration
 * @param endpoints where clients reach the node
 * @param rack null when there are none
 * @param logDirectories ids of the node's log directories; empty for a gateway
 * @param heartbeatMs how often the node tells that it lives
 * @param retryMs the pause after a controller did not answer
 */
public record LinkConfig(
        List<NodeAddress> controllers,
        int nodeId,
        UUID incarnationId,
        @Nullable String clusterId,
        List<Endpoint> endpoints,
        @Nullable String rack,
        List<UUID> logDirectories,
        long heartbeatMs,
        long retryMs) {}
