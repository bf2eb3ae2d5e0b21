package io.taffrail.bench.groups;

import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** Finds who coordinates each group, and asks again when it is another. */
final class Coordinators {

    private static final int LANES = 4;
    private static final long TIMEOUT_MS = 10_000;
    private static final long RETRY_MS = 20;

    private final NodeClient client;
    private final List<NodeAddress> bootstrap;
    private final Map<String, NodeAddress> known = new ConcurrentHashMap<>();

    Coordinators(NodeClient client, List<NodeAddress> bootstrap) {
        this.client = client;
        this.bootstrap = bootstrap;
    }

    /** What an answer says of its success. */
    interface Outcome<T> {
        Errors of(T response);
    }

    /** Asks the group's coordinator until the answer is not that it is another, or not ready. */
    <T extends ApiMessage> CompletableFuture<T> ask(
            String group, ApiMessage request, Class<T> type, Outcome<T> outcome) {
        int lane = Math.floorMod(group.hashCode(), LANES);
        return find(group)
                .thenCompose(at -> client.send(at, lane, request, TIMEOUT_MS, type))
                .handle((response, failure) -> {
                    boolean isOver =
                            failure == null
                                    && switch (outcome.of(response)) {
                                        case NOT_COORDINATOR,
                                                COORDINATOR_NOT_AVAILABLE,
                                                COORDINATOR_LOAD_IN_PROGRESS ->
                                                false;
                                        default -> true;
                                    };
                    return isOver
                            ? CompletableFuture.completedFuture(response)
                            : again(group, request, type, outcome);
                })
                .thenCompose(answer -> answer);
    }

    private <T extends ApiMessage> CompletableFuture<T> again(
            String group, ApiMessage request, Class<T> type, Outcome<T> outcome) {
        known.remove(group);
        return CompletableFuture.supplyAsync(
                        () -> group,
                        CompletableFuture.delayedExecutor(RETRY_MS, TimeUnit.MILLISECONDS))
                .thenCompose(_ -> ask(group, request, type, outcome));
    }

    private CompletableFuture<NodeAddress> find(String group) {
        NodeAddress at = known.get(group);
        return at != null ? CompletableFuture.completedFuture(at) : find(group, 0);
    }

    private CompletableFuture<NodeAddress> find(String group, int attempt) {
        var request =
                new FindCoordinatorRequestData()
                        .setKeyType((byte) 0)
                        .setCoordinatorKeys(List.of(group));
        return client.send(
                        bootstrap.get(attempt % bootstrap.size()),
                        LANES,
                        request,
                        TIMEOUT_MS,
                        FindCoordinatorResponseData.class)
                .handle((response, failure) -> {
                    if (failure == null) {
                        var found = response.coordinators().getFirst();
                        if (found.errorCode() == Errors.NONE.code()) {
                            var address = new NodeAddress(found.host(), found.port());
                            known.put(group, address);
                            return CompletableFuture.completedFuture(address);
                        }
                    }
                    return CompletableFuture.supplyAsync(
                                    () -> group,
                                    CompletableFuture.delayedExecutor(
                                            RETRY_MS, TimeUnit.MILLISECONDS))
                            .thenCompose(_ -> find(group, attempt + 1));
                })
                .thenCompose(answer -> answer);
    }
}
