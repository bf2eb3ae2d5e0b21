package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Answer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way.
 *
 * @param <Q> the kind of request
 */
public final class Call<Q extends ShardRequest<?>> {

    private final Q request;
    private final Reply<?> reply;
    private final @Nullable Long sentAfterNs;

    private Call(Q request, Reply<?> reply, @Nullable Long sentAfterNs) {
        this.request = request;
        this.reply = reply;
        this.sentAfterNs = sentAfterNs;
    }

    /** A call whose answer completes that future; it may be taken whenever it was sent. */
    public static <R, Q extends ShardRequest<R>> Call<Q> of(
            Q request, CompletableFuture<Answer<R>> answer) {
        return new Call<>(request, new Reply<>(answer), null);
    }

    /**
     * A call that must not be taken after what was sent later (see {@link Stint}).
     *
     * @param sentAfterNs a moment of the monotonic clock before which it was not sent
     */
    public static <R, Q extends ShardRequest<R>> Call<Q> inOrder(
            Q request, CompletableFuture<Answer<R>> answer, long sentAfterNs) {
        return new Call<>(request, new Reply<>(answer), sentAfterNs);
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
        return new Call<>(asked, reply, sentAfterNs);
    }

    /** When it can have been sent at the earliest; null when that does not matter. */
    @Nullable Long sentAfterNs() {
        return sentAfterNs;
    }

    Reply<?> reply() {
        return reply;
    }
}
