package io.taffrail.protocol.server;

import io.taffrail.kernel.metadata.Endpoint;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The Kafka listener of a process with several roles, where one role opens it and others are its
 * guests: they bring handlers before it opens, and learn where it is when it has. Services that do
 * not know each other meet here. Any thread.
 */
public final class SharedListener {

    private final List<ApiHandler> guests = new CopyOnWriteArrayList<>();
    private final CompletableFuture<List<Endpoint>> opened = new CompletableFuture<>();

    /** Has these answered where the listener's own role answers the same: to be called early. */
    public void bring(Collection<? extends ApiHandler> handlers) {
        if (opened.isDone()) {
            throw new IllegalStateException(
                    "the listener is open, and its table of handlers is made: bring them before the roles start");
        }
        guests.addAll(handlers);
    }

    /** What guests have brought, for whoever opens the listener. */
    public List<ApiHandler> guests() {
        return List.copyOf(guests);
    }

    /** The listener is open, at each of these names and addresses. */
    public void openedAt(List<Endpoint> advertised) {
        opened.complete(List.copyOf(advertised));
    }

    /** Completes with what clients are told of the listener. */
    public CompletableFuture<List<Endpoint>> opened() {
        return opened.copy();
    }
}
