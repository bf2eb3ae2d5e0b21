package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import org.jspecify.annotations.Nullable;

/**
 * @param heartbeatIntervalMs when the next heartbeat is due; 0 for one who left
 * @param assignment what the member shall read, or null when that has not changed
 */
public record HeartbeatAnswer(
        String memberId,
        int memberEpoch,
        int heartbeatIntervalMs,
        @Nullable PartitionSet assignment) {}
