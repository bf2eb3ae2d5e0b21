package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.api.CoordinatorShards;
import io.taffrail.protocol.api.Listeners;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** Finds the gateway that coordinates a group, in the image of the moment, and asks it. */
final class Coordinators {

    /** Apart from produce and fetch, which take longer. */
    private static final int LANE = 200;

    private static final int TIMEOUT_MS = 10_000;

    private final NodeClient client;
    private final Supplier<MetadataImage> image;

    Coordinators(NodeClient client, Supplier<MetadataImage> image) {
        this.client = client;
        this.image = image;
    }

    /** Whether anybody has ever joined or committed: their topic is made for the first. */
    boolean areNeeded() {
        return image.get().topic(CoordinatedTopics.CONSUMER_OFFSETS) != null;
    }

    /** The gateway that coordinates the group now, or null. */
    @Nullable NodeImage of(String group) {
        MetadataImage now = image.get();
        TopicImage topic = now.topic(CoordinatedTopics.CONSUMER_OFFSETS);
        PartitionImage shard =
                topic == null
                        ? null
                        : topic.partition(
                                CoordinatorShards.shardOf(group, topic.partitions().size()));
        return shard == null ? null : now.node(shard.coordinator());
    }

    <R extends ApiMessage, T> CompletableFuture<Answer<T>> ask(
            String group, ApiMessage request, Class<R> type, Function<R, Answer<T>> read) {
        NodeImage gateway = of(group);
        if (gateway == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.COORDINATOR_NOT_AVAILABLE,
                            "no gateway coordinates group " + group + " yet: try again"));
        }
        return ask(gateway, request, type, read);
    }

    <R extends ApiMessage, T> CompletableFuture<Answer<T>> ask(
            NodeImage gateway, ApiMessage request, Class<R> type, Function<R, Answer<T>> read) {
        Endpoint endpoint = Listeners.kafkaEndpoint(gateway);
        if (endpoint == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.COORDINATOR_NOT_AVAILABLE,
                            "gateway " + gateway.id() + " has no listener for Kafka's requests"));
        }
        return client.send(
                        new NodeAddress(endpoint.host(), endpoint.port()),
                        LANE,
                        request,
                        TIMEOUT_MS,
                        type)
                .handle((response, failure) ->
                        failure == null
                                ? read.apply(response)
                                : Refusals.unreachable(
                                        failure, "the coordinator, gateway " + gateway.id()));
    }
}
