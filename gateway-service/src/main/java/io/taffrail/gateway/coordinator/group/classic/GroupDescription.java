package io.taffrail.gateway.coordinator.group.classic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an admin is told of a group.
 *
 * @param state in Kafka's words
 * @param protocolType empty in a group that never had members
 * @param protocolName empty unless the group is stable
 */
public record GroupDescription(
        String state, String protocolType, String protocolName, List<Described> members) {

    /**
     * @param metadata empty unless the group is stable: before that, nobody knows which of a
     *     member's protocols counts
     */
    public record Described(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            Opaque metadata,
            Opaque assignment) {}
}
