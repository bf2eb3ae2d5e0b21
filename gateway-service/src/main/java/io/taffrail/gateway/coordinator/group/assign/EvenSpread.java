package io.taffrail.gateway.coordinator.group.assign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Spreads evenly over members that all want the same. Each has a quota; what it had stays up to the
 * quota, and the rest fills up those below. One pass over members and partitions.
 */
final class EvenSpread {

    private EvenSpread() {}

    static Map<String, PartitionSet> of(Roster roster) {
        Map<String, PartitionSet> spread = new HashMap<>();
        if (roster.members().isEmpty()) {
            return spread;
        }
        Set<UUID> topics = new TreeSet<>(roster.members().getFirst().topics());
        int partitions = 0;
        for (UUID topicId : topics) {
            partitions += roster.partitionCounts().getOrDefault(topicId, 0);
        }
        int quota = partitions / roster.members().size();
        int extras = partitions % roster.members().size();

        Map<UUID, Set<Integer>> taken = new HashMap<>();
        List<PartitionLists> kept = new ArrayList<>();
        for (Subscriber member : roster.members()) {
            var had = usable(member, topics, roster, taken);
            boolean keepsExtra = extras > 0 && had.size() > quota;
            extras -= keepsExtra ? 1 : 0;
            kept.add(keep(had, keepsExtra ? quota + 1 : quota, taken));
        }
        var free = new Free(topics, roster, taken);
        for (int i = 0; i < kept.size(); i++) {
            PartitionLists mine = kept.get(i);
            boolean getsExtra = extras > 0 && mine.size() <= quota;
            extras -= getsExtra ? 1 : 0;
            // Whoever kept an extra has more than the quota, and gets nothing here.
            free.moveTo(mine, getsExtra ? quota + 1 : quota);
            spread.put(roster.members().get(i).memberId(), mine.toSet());
        }
        return spread;
    }

    private record Held(UUID topicId, int partition) {}

    /** What the member had and may keep: it exists, is subscribed to, and nobody else took it. */
    private static List<Held> usable(
            Subscriber member, Set<UUID> topics, Roster roster, Map<UUID, Set<Integer>> taken) {
        List<Held> usable = new ArrayList<>();
        member.assigned()
                .forEach((topicId, partition) -> {
                    boolean isUsable =
                            topics.contains(topicId)
                                    && roster.exists(topicId, partition)
                                    && !taken.getOrDefault(topicId, Set.of()).contains(partition);
                    if (isUsable) {
                        usable.add(new Held(topicId, partition));
                    }
                });
        return usable;
    }

    private static PartitionLists keep(List<Held> had, int most, Map<UUID, Set<Integer>> taken) {
        var kept = new PartitionLists();
        for (Held held : had.subList(0, Math.min(most, had.size()))) {
            kept.add(held.topicId(), held.partition());
            taken.computeIfAbsent(held.topicId(), _ -> new HashSet<>()).add(held.partition());
        }
        return kept;
    }

    /** The partitions that nobody kept, in order. */
    private static final class Free {
        private final List<Held> partitions = new ArrayList<>();
        private int next;

        Free(Set<UUID> topics, Roster roster, Map<UUID, Set<Integer>> taken) {
            for (UUID topicId : topics) {
                Set<Integer> gone = taken.getOrDefault(topicId, Set.of());
                int count = roster.partitionCounts().getOrDefault(topicId, 0);
                for (int partition = 0; partition < count; partition++) {
                    if (!gone.contains(partition)) {
                        partitions.add(new Held(topicId, partition));
                    }
                }
            }
        }

        void moveTo(PartitionLists member, int until) {
            while (member.size() < until) {
                Held held = partitions.get(next++);
                member.add(held.topicId(), held.partition());
            }
        }
    }
}
