package io.taffrail.gateway.coordinator.group.assign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Partitions of one member while an assignment is being made. */
final class PartitionLists {

    private final Map<UUID, List<Integer>> topics = new HashMap<>();
    private int size;

    void add(UUID topicId, int partition) {
        topics.computeIfAbsent(topicId, _ -> new ArrayList<>()).add(partition);
        size++;
    }

    /** Takes one partition of that topic away, of which there must be one. */
    int removeLast(UUID topicId) {
        List<Integer> partitions = topics.get(topicId);
        if (partitions == null) {
            throw new IllegalArgumentException("no partition of topic " + topicId + " is held");
        }
        int removed = partitions.removeLast();
        if (partitions.isEmpty()) {
            topics.remove(topicId);
        }
        size--;
        return removed;
    }

    Iterable<UUID> topicsHeld() {
        return topics.keySet();
    }

    int size() {
        return size;
    }

    PartitionSet toSet() {
        return PartitionSet.of(topics);
    }
}
