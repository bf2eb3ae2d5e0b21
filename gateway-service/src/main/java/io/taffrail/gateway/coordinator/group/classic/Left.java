package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.kernel.fault.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * What became of one who was to leave.
 *
 * @param refused UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID, or null when it has left
 */
public record Left(Leaver leaver, @Nullable Rejected refused) {}
