package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin.Done;
import io.taffrail.protocol.link.ControllerLink;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** One request to the active controller, and its answer or why there is none. */
final class ControllerCalls {

    static final int TIMEOUT_MS = 15_000;

    private final Supplier<ControllerLink> link;

    ControllerCalls(Supplier<ControllerLink> link) {
        this.link = link;
    }

    long nodeEpoch() {
        return link.get().nodeEpoch();
    }

    <R extends ApiMessage, T> CompletableFuture<Answer<T>> send(
            ApiMessage request, Class<R> responseType, Function<R, Answer<T>> read) {
        return link.get()
                .send(request, TIMEOUT_MS, responseType)
                .handle((response, failure) ->
                        response == null
                                ? Refusals.unreachable(failure, "the controller")
                                : read.apply(response));
    }

    /**
     * @param what names what was to be changed, for a refusal without a message
     */
    static Answer<Done> done(short code, @Nullable String message, String what) {
        return Refusals.isError(code) ? Refusals.of(code, message, what) : Answer.of(Done.DONE);
    }
}
