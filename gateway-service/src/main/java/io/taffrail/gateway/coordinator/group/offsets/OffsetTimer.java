package io.taffrail.gateway.coordinator.group.offsets;

/** It is time to look for offsets that nobody has use for any more. */
public record OffsetTimer() {}
