package io.taffrail.protocol.api;

import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * FindCoordinator 0–6 (KIP-699 several keys at a time, KIP-890 and KIP-932 kinds). Any node answers
 * from what it knows of the cluster; whoever is asked first has the topic made that coordinators
 * keep their state in.
 */
public final class FindCoordinatorHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.FIND_COORDINATOR, 0, 6);
    private static final int SEVERAL_FROM = 4;

    private final Supplier<MetadataImage> images;
    private final TopicCreation creation;
    private final AtomicReference<@Nullable CompletableFuture<Void>> creating =
            new AtomicReference<>();

    public FindCoordinatorHandler(Supplier<MetadataImage> images, TopicCreation creation) {
        this.images = images;
        this.creation = creation;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(FindCoordinatorRequestData.class);
        boolean isTopicMissing =
                request.keyType() == CoordinatorShards.GROUP
                        && images.get().topic(CoordinatedTopics.CONSUMER_OFFSETS) == null;
        if (isTopicMissing) {
            createTopic()
                    .whenComplete((done, failure) ->
                            exchange.respond(
                                    answer(
                                            exchange.version(),
                                            request,
                                            images.get(),
                                            exchange.listener())));
        } else {
            exchange.respond(
                    answer(exchange.version(), request, images.get(), exchange.listener()));
        }
    }

    /** Once for all who ask meanwhile; a new cluster's clients all come at the same time. */
    private CompletableFuture<Void> createTopic() {
        var mine = new CompletableFuture<Void>();
        CompletableFuture<Void> others = creating.compareAndExchange(null, mine);
        if (others != null) {
            return others;
        }
        creation.create(List.of(CoordinatedTopics.CONSUMER_OFFSETS))
                .whenComplete((done, failure) -> {
                    creating.set(null);
                    mine.complete(null);
                });
        return mine;
    }

    static FindCoordinatorResponseData answer(
            short version,
            FindCoordinatorRequestData request,
            MetadataImage image,
            String listener) {
        var response = new FindCoordinatorResponseData();
        if (version < SEVERAL_FROM) {
            Coordinator only = coordinator(image, request.keyType(), request.key(), listener);
            return response.setErrorCode(only.errorCode())
                    .setErrorMessage(only.errorMessage())
                    .setNodeId(only.nodeId())
                    .setHost(only.host())
                    .setPort(only.port());
        }
        for (String key : request.coordinatorKeys()) {
            response.coordinators().add(coordinator(image, request.keyType(), key, listener));
        }
        return response;
    }

    private static Coordinator coordinator(
            MetadataImage image, byte kind, String key, String listener) {
        var answer = new Coordinator().setKey(key);
        return switch (CoordinatorLookup.of(image, kind, key, listener)) {
            case CoordinatorLookup.Found found ->
                    answer.setNodeId(found.nodeId())
                            .setHost(found.at().host())
                            .setPort(found.at().port());
            case CoordinatorLookup.NotFound not ->
                    answer.setErrorCode(ErrorTable.code(not.why().reason()))
                            .setErrorMessage(not.why().message())
                            .setNodeId(-1)
                            .setHost("")
                            .setPort(-1);
        };
    }
}
