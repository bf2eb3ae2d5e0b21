package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Answer;
import java.util.concurrent.CompletableFuture;

/**
 * A request on its way.
 *
 * @param <Q> the kind of request
 */
public final class Call<Q extends ShardRequest<?>> {

    private final Q request;
    private final Reply<?> reply;

    private Call(Q request, Reply<?> reply) {
        this.request = request;
        this.reply = reply;
    }

    /** A call whose answer completes that future. */
    public static <R, Q extends ShardRequest<R>> Call<Q> of(
            Q request, CompletableFuture<Answer<R>> answer) {
        return new Call<>(request, new Reply<>(answer));
    }

    public Q request() {
        return request;
    }

    /**
     * Where to answer.
     *
     * @param asked the request of this call, whose type tells that of the answer
     */
    @SuppressWarnings("unchecked") // of() ties the type of the reply to that of the request
    public <R> Reply<R> replyTo(ShardRequest<R> asked) {
        if (asked != request) {
            throw new IllegalArgumentException(asked + " is not the request of this call");
        }
        return (Reply<R>) reply;
    }

    /**
     * The same call, as one of a kind that its request is of.
     *
     * @param asked the request of this call
     */
    public <P extends ShardRequest<?>> Call<P> narrowedTo(P asked) {
        if (asked != request) {
            throw new IllegalArgumentException(asked + " is not the request of this call");
        }
        return new Call<>(asked, reply);
    }

    Reply<?> reply() {
        return reply;
    }
}
