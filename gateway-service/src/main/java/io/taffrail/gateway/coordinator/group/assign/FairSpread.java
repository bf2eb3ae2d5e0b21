package io.taffrail.gateway.coordinator.group.assign;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Spreads over members that want different topics, as fairly as the subscriptions allow: at the end
 * no chain of moves exists that would take a partition from a member to one with two fewer. That is
 * the optimum (a semi-matching without a cost-reducing path). Moves are made only for that, so what
 * members had stays as far as fairness permits.
 */
final class FairSpread {

    private static final int NOBODY = -1;

    private final Roster roster;
    private final List<PartitionLists> held = new ArrayList<>();
    // By topic, the members that want it, as positions in the roster.
    private final Map<UUID, List<Integer>> wanted = new TreeMap<>();
    // Members whose load is final, because nobody that they could give to has less.
    private final BitSet settled = new BitSet();

    FairSpread(Roster roster) {
        this.roster = roster;
        for (int m = 0; m < roster.members().size(); m++) {
            held.add(new PartitionLists());
            for (UUID topicId : roster.members().get(m).topics()) {
                wanted.computeIfAbsent(topicId, _ -> new ArrayList<>()).add(m);
            }
        }
    }

    Map<String, PartitionSet> spread() {
        giveOut(keep());
        for (int giver = heaviest(); giver != NOBODY; giver = heaviest()) {
            relieve(giver);
        }
        Map<String, PartitionSet> spread = new HashMap<>();
        for (int m = 0; m < held.size(); m++) {
            spread.put(roster.members().get(m).memberId(), held.get(m).toSet());
        }
        return spread;
    }

    private Map<UUID, Set<Integer>> keep() {
        Map<UUID, Set<Integer>> taken = new HashMap<>();
        for (int m = 0; m < held.size(); m++) {
            Subscriber member = roster.members().get(m);
            PartitionLists mine = held.get(m);
            member.assigned()
                    .forEach((topicId, partition) -> {
                        boolean stays =
                                member.topics().contains(topicId)
                                        && roster.exists(topicId, partition)
                                        && taken.computeIfAbsent(topicId, _ -> new HashSet<>())
                                                .add(partition);
                        if (stays) {
                            mine.add(topicId, partition);
                        }
                    });
        }
        return taken;
    }

    /** Topics that few want go first, since their readers have the least choice. */
    private void giveOut(Map<UUID, Set<Integer>> taken) {
        List<UUID> topics = new ArrayList<>(wanted.keySet());
        topics.sort((a, b) -> Integer.compare(readers(a).size(), readers(b).size()));
        for (UUID topicId : topics) {
            Set<Integer> gone = taken.getOrDefault(topicId, Set.of());
            int count = roster.partitionCounts().getOrDefault(topicId, 0);
            for (int partition = 0; partition < count; partition++) {
                if (!gone.contains(partition)) {
                    held.get(lightest(readers(topicId))).add(topicId, partition);
                }
            }
        }
    }

    private List<Integer> readers(UUID topicId) {
        return wanted.getOrDefault(topicId, List.of());
    }

    private int lightest(List<Integer> members) {
        int lightest = members.getFirst();
        for (int m : members) {
            if (held.get(m).size() < held.get(lightest).size()) {
                lightest = m;
            }
        }
        return lightest;
    }

    private int heaviest() {
        int heaviest = NOBODY;
        for (int m = settled.nextClearBit(0); m < held.size(); m = settled.nextClearBit(m + 1)) {
            if (heaviest == NOBODY || held.get(m).size() > held.get(heaviest).size()) {
                heaviest = m;
            }
        }
        return heaviest;
    }

    /**
     * Looks, breadth first, for the shortest chain of moves to a member with at least two fewer. If
     * there is none, nobody who can be reached will ever be relieved either: all of them are
     * settled, and no later search needs to go through them.
     */
    private void relieve(int giver) {
        int load = held.get(giver).size();
        int[] from = new int[held.size()];
        Arrays.fill(from, NOBODY);
        @Nullable UUID[] moved = new UUID[held.size()];
        Set<UUID> topicsSeen = new HashSet<>();
        BitSet reached = new BitSet();
        Deque<Integer> next = new ArrayDeque<>();
        reached.set(giver);
        next.add(giver);
        while (!next.isEmpty()) {
            int via = next.remove();
            for (UUID topicId : held.get(via).topicsHeld()) {
                if (!topicsSeen.add(topicId)) {
                    continue;
                }
                for (int taker : readers(topicId)) {
                    if (reached.get(taker) || settled.get(taker)) {
                        continue;
                    }
                    reached.set(taker);
                    from[taker] = via;
                    moved[taker] = topicId;
                    if (held.get(taker).size() <= load - 2) {
                        shift(taker, from, moved);
                        return;
                    }
                    next.add(taker);
                }
            }
        }
        settled.or(reached);
    }

    private void shift(int last, int[] from, @Nullable UUID[] moved) {
        int taker = last;
        while (from[taker] != NOBODY) {
            UUID topicId = moved[taker];
            if (topicId == null) {
                throw new IllegalStateException("member " + taker + " was reached by no topic");
            }
            held.get(taker).add(topicId, held.get(from[taker]).removeLast(topicId));
            taker = from[taker];
        }
    }
}
