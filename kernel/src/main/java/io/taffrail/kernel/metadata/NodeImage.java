package io.taffrail.kernel.metadata;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registered broker or gateway.
 *
 * @param epoch the index of the registration in the metadata log; a later registration of the same
 *     id has a higher one and so fences the earlier
 * @param incarnationId chosen by the process when it starts; tells a retry from a second process
 * @param rack where the node stands, or null
 * @param fenced whether the node may not lead, replicate or be shown to clients
 * @param logDirectories the broker's directories, by the ids written in them
 */
public record NodeImage(
        int id,
        NodeRole role,
        long epoch,
        UUID incarnationId,
        List<Endpoint> endpoints,
        @Nullable String rack,
        boolean fenced,
        boolean inControlledShutdown,
        List<UUID> logDirectories) {

    public NodeImage {
        endpoints = List.copyOf(endpoints);
        logDirectories = List.copyOf(logDirectories);
    }

    /** Whether the node serves: registered, heard from, and not on its way out. */
    public boolean isActive() {
        return !fenced && !inControlledShutdown;
    }

    /** The endpoint of that listener, or the first one when it has none of that name, or null. */
    public @Nullable Endpoint endpoint(String listener) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.listener().equals(listener)) {
                return endpoint;
            }
        }
        return endpoints.isEmpty() ? null : endpoints.getFirst();
    }

    NodeImage withFenced(boolean nowFenced) {
        // A fenced node has finished leaving; when it is back, it is back to serve.
        return new NodeImage(
                id, role, epoch, incarnationId, endpoints, rack, nowFenced, false, logDirectories);
    }

    NodeImage inShutdown() {
        return new NodeImage(
                id, role, epoch, incarnationId, endpoints, rack, fenced, true, logDirectories);
    }
}
