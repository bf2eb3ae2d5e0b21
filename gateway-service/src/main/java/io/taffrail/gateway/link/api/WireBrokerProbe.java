package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.BrokerProbe;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.api.Listeners;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.wire.BrokerCounters;
import io.taffrail.protocol.wire.BrokerCountersRequest;
import io.taffrail.protocol.wire.BrokerCountersResponse;
import io.taffrail.protocol.wire.PartitionStanding;
import io.taffrail.protocol.wire.PartitionStandingRequest;
import io.taffrail.protocol.wire.PartitionStandingResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks a broker for its counters, on a connection of its own: a slow produce does not delay it. */
final class WireBrokerProbe implements BrokerProbe {

    private static final int LANE = 201;

    // Who follows a record asks many times a second, and looks at the clock.
    private static final int STANDINGS_LANE = 202;
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
        NodeAddress address = addressOf(brokerId);
        if (address == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.BROKER_NOT_AVAILABLE,
                            "broker " + brokerId + " is not registered"));
        }
        return client.send(
                        address,
                        LANE,
                        new BrokerCountersRequest(knownStamp, topic),
                        TIMEOUT_MS,
                        BrokerCountersResponse.class)
                .handle((response, failure) ->
                        response == null
                                ? Refusals.unreachable(failure, "broker " + brokerId)
                                : Answer.of(response.counters()));
    }

    @Override
    public CompletableFuture<Answer<PartitionStanding>> standing(TopicPartition partition) {
        TopicImage topic = image.get().topic(partition.topic());
        if (topic == null || partition.partition() >= topic.partitions().size()) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                            "there is no partition " + partition));
        }
        int leader = topic.partitions().get(partition.partition()).leader();
        NodeAddress address = addressOf(leader);
        if (address == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.LEADER_NOT_AVAILABLE, partition + " has no leader now"));
        }
        return client.send(
                        address,
                        STANDINGS_LANE,
                        new PartitionStandingRequest(partition.topic(), partition.partition()),
                        TIMEOUT_MS,
                        PartitionStandingResponse.class)
                .handle((response, failure) -> {
                    if (response == null) {
                        return Refusals.unreachable(failure, "broker " + leader);
                    }
                    return Refusals.isError(response.errorCode())
                            ? Refusals.of(response.errorCode(), null, partition.toString())
                            : Answer.of(response.standing());
                });
    }

    private @Nullable NodeAddress addressOf(int brokerId) {
        NodeImage node = image.get().node(brokerId);
        Endpoint endpoint = node == null ? null : Listeners.kafkaEndpoint(node);
        return endpoint == null ? null : new NodeAddress(endpoint.host(), endpoint.port());
    }
}
