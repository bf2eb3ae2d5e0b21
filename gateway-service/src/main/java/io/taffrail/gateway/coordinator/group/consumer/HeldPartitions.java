package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Partitions of a member, each with the epoch since which it has it: a commit that comes late is
 * good if the partition has not changed hands since (KIP-1251). Immutable.
 */
public final class HeldPartitions {

    public static final HeldPartitions NONE = new HeldPartitions(PartitionSet.EMPTY, Map.of());

    private final PartitionSet partitions;
    private final Map<UUID, Map<Integer, Integer>> epochs;

    private HeldPartitions(PartitionSet partitions, Map<UUID, Map<Integer, Integer>> epochs) {
        this.partitions = partitions;
        this.epochs = epochs;
    }

    /** By topic and partition, the epoch. */
    public static HeldPartitions of(Map<UUID, Map<Integer, Integer>> epochs) {
        Map<UUID, Set<Integer>> numbers = new HashMap<>();
        epochs.forEach((topicId, of) -> numbers.put(topicId, of.keySet()));
        PartitionSet partitions = PartitionSet.of(numbers);
        return partitions.isEmpty() ? NONE : new HeldPartitions(partitions, epochs);
    }

    public static HeldPartitions since(int epoch, PartitionSet partitions) {
        return NONE.plus(partitions, epoch);
    }

    public PartitionSet partitions() {
        return partitions;
    }

    /**
     * @throws IllegalArgumentException when the partition is not in here
     */
    public int epochOf(UUID topicId, int partition) {
        Integer epoch = epochs.getOrDefault(topicId, Map.of()).get(partition);
        if (epoch == null) {
            throw new IllegalArgumentException(
                    "partition " + partition + " of topic " + topicId + " is not held");
        }
        return epoch;
    }

    HeldPartitions only(PartitionSet kept) {
        return kept.equals(partitions) ? this : of(copy(partitions.and(kept)));
    }

    HeldPartitions plus(PartitionSet added, int epoch) {
        if (added.isEmpty()) {
            return this;
        }
        Map<UUID, Map<Integer, Integer>> all = copy(partitions);
        added.forEach((topicId, p) -> of(all, topicId).put(p, epoch));
        return of(all);
    }

    private Map<UUID, Map<Integer, Integer>> copy(PartitionSet chosen) {
        Map<UUID, Map<Integer, Integer>> copy = new HashMap<>();
        chosen.forEach((topicId, p) -> of(copy, topicId).put(p, epochOf(topicId, p)));
        return copy;
    }

    private static Map<Integer, Integer> of(Map<UUID, Map<Integer, Integer>> all, UUID topicId) {
        return all.computeIfAbsent(topicId, _ -> new HashMap<>());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HeldPartitions that && epochs.equals(that.epochs);
    }

    @Override
    public int hashCode() {
        return epochs.hashCode();
    }

    @Override
    public String toString() {
        return epochs.toString();
    }
}
