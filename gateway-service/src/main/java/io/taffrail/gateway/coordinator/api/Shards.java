package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.GroupRequest;
import io.taffrail.gateway.link.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The way from a handler to the groups. */
public interface Shards {

    /** Asks the shard that the group belongs to. Never fails by exception. */
    <R> CompletableFuture<Answer<R>> ask(GroupRequest<R> request);

    /**
     * Asks it something that must not be taken after what was sent later.
     *
     * @param sentAfterNs a moment of the monotonic clock before which it was not sent
     */
    <R> CompletableFuture<Answer<R>> askInOrder(GroupRequest<R> request, long sentAfterNs);

    /** Asks every shard that this gateway owns. */
    <R> CompletableFuture<List<Answer<R>>> askAll(GroupRequest<R> request);
}
