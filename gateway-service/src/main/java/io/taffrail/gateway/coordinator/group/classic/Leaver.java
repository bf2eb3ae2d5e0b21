package io.taffrail.gateway.coordinator.group.classic;

import org.jspecify.annotations.Nullable;

/**
 * Who is to leave.
 *
 * @param memberId empty when an admin sends a static member away by its name alone
 * @param instanceId the name of a static member, or null
 * @param reason for people (KIP-800), or null
 */
public record Leaver(String memberId, @Nullable String instanceId, @Nullable String reason) {}
