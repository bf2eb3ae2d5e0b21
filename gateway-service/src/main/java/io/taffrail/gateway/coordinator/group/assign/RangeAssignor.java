package io.taffrail.gateway.coordinator.group.assign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * {@code range}: of each topic, its readers get consecutive partitions in the order of their names.
 * Topics with equally many partitions and the same readers are cut alike, so that a member can join
 * them. Static members stand first and by instance id, which lets a restart change nothing.
 */
final class RangeAssignor implements Assignor {

    private static final Comparator<Subscriber> ORDER =
            Comparator.comparing(
                            Subscriber::instanceId, Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparing(Subscriber::memberId);

    @Override
    public String name() {
        return "range";
    }

    @Override
    public Map<String, PartitionSet> assign(Roster roster) {
        Map<String, PartitionLists> lists = new HashMap<>();
        Map<UUID, List<PartitionLists>> readers = new TreeMap<>();
        List<Subscriber> ordered = new ArrayList<>(roster.members());
        ordered.sort(ORDER);
        for (Subscriber member : ordered) {
            var mine = new PartitionLists();
            lists.put(member.memberId(), mine);
            for (UUID topicId : member.topics()) {
                readers.computeIfAbsent(topicId, _ -> new ArrayList<>()).add(mine);
            }
        }
        readers.forEach((topicId, members) ->
                cut(topicId, roster.partitionCounts().getOrDefault(topicId, 0), members));
        Map<String, PartitionSet> assigned = new HashMap<>();
        lists.forEach((memberId, list) -> assigned.put(memberId, list.toSet()));
        return assigned;
    }

    private static void cut(UUID topicId, int partitions, List<PartitionLists> readers) {
        int quota = partitions / readers.size();
        int extras = partitions % readers.size();
        int next = 0;
        for (int i = 0; i < readers.size(); i++) {
            int end = next + quota + (i < extras ? 1 : 0);
            for (; next < end; next++) {
                readers.get(i).add(topicId, next);
            }
        }
    }
}
