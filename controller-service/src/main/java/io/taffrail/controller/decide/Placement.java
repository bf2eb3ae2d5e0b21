package io.taffrail.controller.decide;

import io.taffrail.kernel.metadata.NodeImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Spreads partitions evenly: leaders go round over all living brokers, neighbours in that round
 * stand in different racks, and the other replicas of a partition prefer racks that it does not use
 * yet. With each full round the followers shift by one, so that two brokers do not always share
 * their partitions.
 */
final class Placement {

    private final List<NodeImage> living;
    private final List<NodeImage> lastChoice;
    private final int start;

    /**
     * @param brokers living and fenced ones; fenced ones lead nothing and are taken last
     * @param draining those that shall lead nothing although they live; they are taken last too,
     *     unless nobody else lives
     * @param seed decides where the round starts
     */
    Placement(Collection<NodeImage> brokers, Set<Integer> draining, long seed) {
        boolean anyStays =
                brokers.stream().anyMatch(n -> n.isActive() && !draining.contains(n.id()));
        Predicate<NodeImage> isUsed = n -> n.isActive() && !(anyStays && draining.contains(n.id()));
        this.living = alternatingRacks(brokers.stream().filter(isUsed).toList());
        this.lastChoice = alternatingRacks(brokers.stream().filter(isUsed.negate()).toList());
        this.start = living.isEmpty() ? 0 : (int) Math.floorMod(seed, (long) living.size());
    }

    int livingCount() {
        return living.size();
    }

    int brokerCount() {
        return living.size() + lastChoice.size();
    }

    /**
     * The replicas of {@code count} partitions. There must be a living broker, and as many brokers
     * as replicas.
     */
    List<List<Integer>> place(int count, int replicationFactor) {
        var placed = new ArrayList<List<Integer>>(count);
        for (int i = 0; i < count; i++) {
            placed.add(replicas(i, replicationFactor));
        }
        return placed;
    }

    private List<Integer> replicas(int turn, int replicationFactor) {
        int leaderAt = (start + turn) % living.size();
        int lap = turn / living.size();
        NodeImage leader = living.get(leaderAt);
        var candidates = new ArrayList<NodeImage>();
        for (int i = 0; i < living.size() - 1; i++) {
            int step = 1 + (lap + i) % (living.size() - 1);
            candidates.add(living.get((leaderAt + step) % living.size()));
        }
        candidates.addAll(lastChoice);
        return chosen(leader, candidates, replicationFactor);
    }

    /** The leader, then candidates in other racks, then whoever is left. */
    private static List<Integer> chosen(
            NodeImage leader, List<NodeImage> candidates, int replicationFactor) {
        var replicas = new ArrayList<Integer>(replicationFactor);
        replicas.add(leader.id());
        Set<String> racks = new HashSet<>();
        racks.add(rack(leader));
        for (NodeImage candidate : candidates) {
            if (replicas.size() < replicationFactor && racks.add(rack(candidate))) {
                replicas.add(candidate.id());
            }
        }
        for (NodeImage candidate : candidates) {
            if (replicas.size() < replicationFactor && !replicas.contains(candidate.id())) {
                replicas.add(candidate.id());
            }
        }
        return replicas;
    }

    /** The brokers in turns: one of each rack, then the next of each, until all have had theirs. */
    private static List<NodeImage> alternatingRacks(List<NodeImage> brokers) {
        var racks = new TreeMap<String, List<NodeImage>>();
        for (NodeImage broker : brokers) {
            racks.computeIfAbsent(rack(broker), _ -> new ArrayList<>()).add(broker);
        }
        var order = new ArrayList<NodeImage>(brokers.size());
        for (int round = 0; order.size() < brokers.size(); round++) {
            for (List<NodeImage> rack : racks.values()) {
                if (round < rack.size()) {
                    order.add(rack.get(round));
                }
            }
        }
        return order;
    }

    /** Brokers that do not say where they stand are taken to stand together. */
    private static String rack(NodeImage broker) {
        return Objects.requireNonNullElse(broker.rack(), "");
    }
}
