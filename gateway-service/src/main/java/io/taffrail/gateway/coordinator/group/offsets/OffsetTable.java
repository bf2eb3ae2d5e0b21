package io.taffrail.gateway.coordinator.group.offsets;

import io.taffrail.gateway.link.TopicPartition;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one group has committed. */
public final class OffsetTable {

    private final TreeMap<String, TreeMap<Integer, CommittedOffset>> topics = new TreeMap<>();

    public @Nullable CommittedOffset get(String topic, int partition) {
        TreeMap<Integer, CommittedOffset> partitions = topics.get(topic);
        return partitions == null ? null : partitions.get(partition);
    }

    /** By topic, then by partition. */
    public Map<String, Map<Integer, CommittedOffset>> all() {
        return Collections.unmodifiableMap(topics);
    }

    public boolean isEmpty() {
        return topics.isEmpty();
    }

    /** Null forgets. */
    void put(TopicPartition partition, @Nullable CommittedOffset offset) {
        if (offset != null) {
            topics.computeIfAbsent(partition.topic(), _ -> new TreeMap<>())
                    .put(partition.partition(), offset);
            return;
        }
        TreeMap<Integer, CommittedOffset> partitions = topics.get(partition.topic());
        if (partitions != null) {
            partitions.remove(partition.partition());
            if (partitions.isEmpty()) {
                topics.remove(partition.topic());
            }
        }
    }
}
