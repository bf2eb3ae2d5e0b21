package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.BrokerProbe;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.protocol.api.Listeners;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.wire.BrokerCounters;
import io.taffrail.protocol.wire.BrokerCountersRequest;
import io.taffrail.protocol.wire.BrokerCountersResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks a broker for its counters, on a connection of its own: a slow produce does not delay it. */
final class WireBrokerProbe implements BrokerProbe {

    private static final int LANE = 201;
    private static final int TIMEOUT_MS = 3_000;

    private final NodeClient client;
    private final Supplier<MetadataImage> image;

    WireBrokerProbe(NodeClient client, Supplier<MetadataImage> image) {
        this.client = client;
        this.image = image;
    }

    @Override
    public CompletableFuture<Answer<BrokerCounters>> counters(
            int brokerId, long knownStamp, @Nullable String topic) {
        NodeImage node = image.get().node(brokerId);
        Endpoint endpoint = node == null ? null : Listeners.kafkaEndpoint(node);
        if (endpoint == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.BROKER_NOT_AVAILABLE,
                            "broker " + brokerId + " is not registered"));
        }
        return client.send(
                        new NodeAddress(endpoint.host(), endpoint.port()),
                        LANE,
                        new BrokerCountersRequest(knownStamp, topic),
                        TIMEOUT_MS,
                        BrokerCountersResponse.class)
                .handle((response, failure) ->
                        response == null
                                ? Refusals.unreachable(failure, "broker " + brokerId)
                                : Answer.of(response.counters()));
    }
}
