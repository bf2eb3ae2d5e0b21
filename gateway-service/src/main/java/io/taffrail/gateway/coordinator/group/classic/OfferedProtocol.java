package io.taffrail.gateway.coordinator.group.classic;

/**
 * A way to assign that a member can take part in.
 *
 * @param name such as {@code range} or {@code cooperative-sticky}
 * @param metadata what the leader has to know of the member under it
 */
public record OfferedProtocol(String name, Opaque metadata) {}
