package io.taffrail.gateway.coordinator.group.assign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Builds rosters, and checks what holds for every assignment. */
final class Rosters {

    static final UUID A = new UUID(0, 1);
    static final UUID B = new UUID(0, 2);
    static final UUID C = new UUID(0, 3);

    private final List<Subscriber> members = new ArrayList<>();
    private final Map<UUID, Integer> counts = new HashMap<>();

    Rosters topic(UUID id, int partitions) {
        counts.put(id, partitions);
        return this;
    }

    Rosters member(String id, Set<UUID> topics) {
        return member(id, topics, PartitionSet.EMPTY);
    }

    Rosters member(String id, Set<UUID> topics, PartitionSet assigned) {
        members.add(new Subscriber(id, null, topics, assigned));
        return this;
    }

    Rosters members(int count, Set<UUID> topics, Map<String, PartitionSet> before) {
        for (int i = 0; i < count; i++) {
            String id = "m" + i;
            member(id, topics, before.getOrDefault(id, PartitionSet.EMPTY));
        }
        return this;
    }

    Roster roster() {
        return new Roster(List.copyOf(members), Map.copyOf(counts));
    }

    /** Every partition of a wanted topic exactly once, to one who wants it. */
    static void check(Roster roster, Map<String, PartitionSet> assigned) {
        Map<UUID, Set<Integer>> seen = new HashMap<>();
        for (Subscriber member : roster.members()) {
            assigned.getOrDefault(member.memberId(), PartitionSet.EMPTY)
                    .forEach((topicId, p) -> {
                        boolean isGood =
                                member.topics().contains(topicId)
                                        && roster.exists(topicId, p)
                                        && seen.computeIfAbsent(topicId, _ -> new HashSet<>())
                                                .add(p);
                        if (!isGood) {
                            throw new AssertionError(member + " was given " + topicId + "-" + p);
                        }
                    });
        }
        for (Subscriber member : roster.members()) {
            for (UUID topicId : member.topics()) {
                int given = seen.getOrDefault(topicId, Set.of()).size();
                if (given != roster.partitionCounts().getOrDefault(topicId, 0)) {
                    throw new AssertionError("of " + topicId + " only " + given + " were given");
                }
            }
        }
    }

    static int moved(Map<String, PartitionSet> before, Map<String, PartitionSet> after) {
        int moved = 0;
        for (Map.Entry<String, PartitionSet> member : before.entrySet()) {
            moved +=
                    member.getValue()
                            .minus(after.getOrDefault(member.getKey(), PartitionSet.EMPTY))
                            .size();
        }
        return moved;
    }
}
