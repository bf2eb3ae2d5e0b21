package io.taffrail.gateway.coordinator.group.classic;

import org.jspecify.annotations.Nullable;

/**
 * What a member that synced is told.
 *
 * @param assignment as the leader wrote it; empty when the leader did not think of the member
 */
public record Assigned(
        @Nullable String protocolType, @Nullable String protocolName, Opaque assignment) {}
