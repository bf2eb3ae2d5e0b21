package io.taffrail.protocol.link;

import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.protocol.client.NodeAddress;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who a node is, and where its controllers are.
 *
 * @param controllers every controller; the active one is found among them
 * @param nodeId brokers below 1000, gateways from 1000
 * @param incarnationId new with every start of the process
 * @param endpoints where clients reach the node; asked for at registration, since a port may not be
 *     known before
 * @param rack null when there are none
 * @param heartbeatMs how often the node tells that it lives
 * @param retryMs how long a round of asking all controllers takes while none of them leads
 */
public record LinkConfig(
        List<NodeAddress> controllers,
        int nodeId,
        UUID incarnationId,
        Supplier<List<Endpoint>> endpoints,
        @Nullable String rack,
        long heartbeatMs,
        long retryMs) {}
