package io.taffrail.gateway.coordinator.group.classic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole group, as of one generation: written when the generation has its assignments, when nobody
 * is left, and when a static member came back under a new id.
 *
 * @param value null when the group is forgotten
 */
public record ClassicGroupWritten(String groupId, @Nullable Snapshot value)
        implements ClassicEntry {

    /**
     * @param protocolType empty in a group that never had members
     * @param protocolName null in a group without members
     * @param leader a member id; null in a group without members
     * @param stateSinceMs since when the group is in this state; -1 in entries of an old Kafka
     * @param members nobody: the group is empty
     */
    public record Snapshot(
            String protocolType,
            int generation,
            @Nullable String protocolName,
            @Nullable String leader,
            long stateSinceMs,
            List<WrittenMember> members) {}

    /**
     * @param metadata for the protocol that was chosen; the member's other protocols are forgotten
     */
    public record WrittenMember(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            Opaque metadata,
            Opaque assignment) {}
}
