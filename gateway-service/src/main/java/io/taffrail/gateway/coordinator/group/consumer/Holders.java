package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Who holds each partition, so that asking does not go through all members. A partition is held by
 * whoever may read it, and by whoever was told to give it up and has not said that it did.
 */
final class Holders {

    private final Map<UUID, Map<Integer, String>> holders = new HashMap<>();

    boolean isFreeFor(String memberId, UUID topicId, int partition) {
        String holder = holders.getOrDefault(topicId, Map.of()).get(partition);
        return holder == null || holder.equals(memberId);
    }

    void take(String memberId, PartitionSet partitions) {
        partitions.forEach((topicId, p) ->
                holders.computeIfAbsent(topicId, _ -> new HashMap<>()).put(p, memberId));
    }

    /** Frees what is still the member's: another one's entry may have come first. */
    void release(String memberId, PartitionSet partitions) {
        partitions.forEach((topicId, p) -> {
            Map<Integer, String> of = holders.get(topicId);
            if (of != null && of.remove(p, memberId) && of.isEmpty()) {
                holders.remove(topicId);
            }
        });
    }
}
