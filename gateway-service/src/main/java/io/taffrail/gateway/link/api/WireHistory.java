package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterHistory;
import io.taffrail.protocol.link.ControllerLink;
import io.taffrail.protocol.wire.HistoryLine;
import io.taffrail.protocol.wire.HistoryQuery;
import io.taffrail.protocol.wire.HistoryRequest;
import io.taffrail.protocol.wire.HistoryResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Asks the active controller for the history, where heartbeats do not wait for its answer. */
final class WireHistory implements ClusterHistory {

    private static final int TIMEOUT_MS = 10_000;

    private final Supplier<ControllerLink> link;

    WireHistory(Supplier<ControllerLink> link) {
        this.link = link;
    }

    @Override
    public CompletableFuture<Answer<List<HistoryLine>>> lines(HistoryQuery query) {
        return link.get()
                .lookUp(new HistoryRequest(query), TIMEOUT_MS, HistoryResponse.class)
                .handle((response, failure) -> {
                    if (response == null) {
                        return Refusals.unreachable(failure, "the controller");
                    }
                    return Refusals.isError(response.errorCode())
                            ? Refusals.of(
                                    response.errorCode(), response.errorMessage(), "the history")
                            : Answer.of(response.lines());
                });
    }
}
