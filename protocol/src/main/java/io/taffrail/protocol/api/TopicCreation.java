package io.taffrail.protocol.api;

import io.taffrail.protocol.link.ControllerLink;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;

/**
 * Creates topics that a client asked for by using them. The answer waits for the topics to be
 * there, so that the client's first attempt already finds them.
 */
public final class TopicCreation {

    private static final int DEFAULTED = -1;
    private static final int TIMEOUT_MS = 2_000;

    private final ControllerLink link;

    public TopicCreation(ControllerLink link) {
        this.link = link;
    }

    /** Completes when all are there with leaders, or cannot be, or time is up. */
    public CompletableFuture<Void> create(Collection<String> names) {
        var request = new CreateTopicsRequestData().setTimeoutMs(TIMEOUT_MS);
        for (String name : names) {
            request.topics()
                    .add(
                            new CreatableTopic()
                                    .setName(name)
                                    .setNumPartitions(DEFAULTED)
                                    .setReplicationFactor((short) DEFAULTED));
        }
        return link.send(request, TIMEOUT_MS, CreateTopicsResponseData.class)
                .handle((response, failure) -> failure == null && createdAny(response))
                .thenCompose(created ->
                        created
                                ? link.await(
                                        image ->
                                                names.stream()
                                                        .allMatch(
                                                                name -> image.topic(name) != null),
                                        TIMEOUT_MS)
                                : CompletableFuture.completedFuture(false))
                .thenApply(seen -> null);
    }

    private static boolean createdAny(CreateTopicsResponseData response) {
        return response.topics().stream().anyMatch(topic -> topic.errorCode() == 0);
    }
}
