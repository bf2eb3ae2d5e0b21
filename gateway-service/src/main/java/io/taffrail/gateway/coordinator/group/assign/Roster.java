package io.taffrail.gateway.coordinator.group.assign;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What an assignor works on.
 *
 * @param members each once; their order decides ties
 * @param partitionCounts of every topic that anybody subscribes to
 */
public record Roster(List<Subscriber> members, Map<UUID, Integer> partitionCounts) {

    /** Whether all want the same topics. */
    boolean isHomogeneous() {
        if (members.isEmpty()) {
            return true;
        }
        Set<UUID> first = members.getFirst().topics();
        return members.stream().allMatch(m -> m.topics() == first || m.topics().equals(first));
    }

    boolean exists(UUID topicId, int partition) {
        return partition < partitionCounts.getOrDefault(topicId, 0);
    }
}
