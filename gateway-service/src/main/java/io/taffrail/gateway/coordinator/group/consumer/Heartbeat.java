package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member's sign of life, by which it also joins, leaves, and tells what has changed (KIP-848).
 * Null is what has not changed since its last heartbeat.
 *
 * @param memberId empty when the coordinator is to make one (version 0)
 * @param memberEpoch {@link #JOIN}, {@link #LEAVE}, {@link #LEAVE_FOR_A_WHILE}, or the member's
 *     epoch
 * @param rebalanceTimeoutMs how long it may take to give partitions up; -1 when not changed
 * @param owned what it reads now
 * @param makesOwnId whether the version asks members to name themselves (1)
 */
public record Heartbeat(
        String groupId,
        String memberId,
        int memberEpoch,
        @Nullable String instanceId,
        @Nullable String rackId,
        int rebalanceTimeoutMs,
        @Nullable List<String> topicNames,
        @Nullable String topicRegex,
        @Nullable String assignor,
        @Nullable PartitionSet owned,
        String clientId,
        String clientHost,
        boolean makesOwnId)
        implements ConsumerRequest<HeartbeatAnswer> {

    public static final int JOIN = 0;
    public static final int LEAVE = -1;

    /** A static member goes, and wants to find its partitions when it comes back. */
    public static final int LEAVE_FOR_A_WHILE = -2;

    static final int UNCHANGED_MS = -1;

    boolean isJoin() {
        return memberEpoch == JOIN;
    }

    boolean isLeave() {
        return memberEpoch == LEAVE || memberEpoch == LEAVE_FOR_A_WHILE;
    }

    /** Whether it says everything, as after an error: then the answer does so, too. */
    boolean isFull() {
        return rebalanceTimeoutMs != UNCHANGED_MS
                && (topicNames != null || topicRegex != null)
                && owned != null;
    }

    Heartbeat withMemberId(String id) {
        return new Heartbeat(
                groupId,
                id,
                memberEpoch,
                instanceId,
                rackId,
                rebalanceTimeoutMs,
                topicNames,
                topicRegex,
                assignor,
                owned,
                clientId,
                clientHost,
                makesOwnId);
    }
}
