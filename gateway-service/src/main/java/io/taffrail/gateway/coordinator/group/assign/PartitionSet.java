package io.taffrail.gateway.coordinator.group.assign;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Partitions by the id of their topic; immutable. Sorted numbers instead of bits, because what a
 * client says that it owns comes in here too, and one large number must not cost much.
 */
public final class PartitionSet {

    public static final PartitionSet EMPTY = new PartitionSet(new TreeMap<>());

    private static final int[] NONE = {};

    // Ascending and distinct numbers; no topic without any.
    private final TreeMap<UUID, int[]> topics;

    private PartitionSet(TreeMap<UUID, int[]> topics) {
        this.topics = topics;
    }

    /** Takes one partition after the other. */
    @FunctionalInterface
    public interface Visitor {
        void visit(UUID topicId, int partition);
    }

    /** Chooses partitions. */
    @FunctionalInterface
    public interface Choice {
        boolean takes(UUID topicId, int partition);
    }

    public static PartitionSet of(Map<UUID, ? extends Collection<Integer>> partitions) {
        TreeMap<UUID, int[]> topics = new TreeMap<>();
        partitions.forEach((topicId, numbers) -> {
            int[] sorted = numbers.stream().mapToInt(Integer::intValue).sorted().toArray();
            put(topics, topicId, distinct(sorted));
        });
        return of(topics);
    }

    public static PartitionSet of(UUID topicId, Integer... partitions) {
        return of(Map.of(topicId, List.of(partitions)));
    }

    private static PartitionSet of(TreeMap<UUID, int[]> topics) {
        return topics.isEmpty() ? EMPTY : new PartitionSet(topics);
    }

    public boolean isEmpty() {
        return topics.isEmpty();
    }

    /** How many partitions there are. */
    public int size() {
        int size = 0;
        for (int[] partitions : topics.values()) {
            size += partitions.length;
        }
        return size;
    }

    public Set<UUID> topics() {
        return Collections.unmodifiableSet(topics.keySet());
    }

    /** Ascending; empty for a topic that is not in here. */
    public List<Integer> partitions(UUID topicId) {
        return Arrays.stream(numbers(topicId)).boxed().toList();
    }

    public boolean contains(UUID topicId, int partition) {
        return Arrays.binarySearch(numbers(topicId), partition) >= 0;
    }

    public boolean containsAll(PartitionSet others) {
        return others.minus(this).isEmpty();
    }

    public boolean overlaps(PartitionSet others) {
        return !and(others).isEmpty();
    }

    public PartitionSet and(PartitionSet others) {
        return where(others::contains);
    }

    public PartitionSet minus(PartitionSet others) {
        return others.isEmpty() ? this : where((topicId, p) -> !others.contains(topicId, p));
    }

    public PartitionSet plus(PartitionSet others) {
        if (others.isEmpty()) {
            return this;
        }
        TreeMap<UUID, int[]> sum = new TreeMap<>((SortedMap<UUID, int[]>) topics);
        others.topics.forEach((topicId, added) -> {
            int[] before = numbers(topicId);
            int[] both = Arrays.copyOf(before, before.length + added.length);
            System.arraycopy(added, 0, both, before.length, added.length);
            Arrays.sort(both);
            sum.put(topicId, distinct(both));
        });
        return of(sum);
    }

    public PartitionSet where(Choice choice) {
        TreeMap<UUID, int[]> chosen = new TreeMap<>();
        topics.forEach((topicId, numbers) -> {
            int[] kept = Arrays.stream(numbers).filter(p -> choice.takes(topicId, p)).toArray();
            put(chosen, topicId, kept);
        });
        return of(chosen);
    }

    /** By topic, then ascending. */
    public void forEach(Visitor visitor) {
        topics.forEach((topicId, numbers) -> {
            for (int partition : numbers) {
                visitor.visit(topicId, partition);
            }
        });
    }

    private int[] numbers(UUID topicId) {
        return topics.getOrDefault(topicId, NONE);
    }

    private static void put(TreeMap<UUID, int[]> topics, UUID topicId, int[] numbers) {
        if (numbers.length > 0) {
            topics.put(topicId, numbers);
        }
    }

    private static int[] distinct(int[] sorted) {
        return Arrays.stream(sorted).distinct().toArray();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof PartitionSet that)
                || !topics.keySet().equals(that.topics.keySet())) {
            return false;
        }
        return topics.entrySet().stream()
                .allMatch(topic -> Arrays.equals(topic.getValue(), that.numbers(topic.getKey())));
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Map.Entry<UUID, int[]> topic : topics.entrySet()) {
            hash += topic.getKey().hashCode() ^ Arrays.hashCode(topic.getValue());
        }
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        topics.forEach((topicId, numbers) ->
                text.append(text.length() > 1 ? ", " : "")
                        .append(topicId)
                        .append(Arrays.toString(numbers)));
        return text.append('}').toString();
    }
}
