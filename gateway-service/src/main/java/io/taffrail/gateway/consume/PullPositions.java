package io.taffrail.gateway.consume;

import io.taffrail.gateway.link.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far a pull consumer is in each of its partitions: where it reads next, what it was given, and
 * what it has acknowledged by asking for more. Polls, commits and the group's loop all use it, so
 * each method is one step under one lock, and none waits.
 */
final class PullPositions {

    private final Map<TopicPartition, Long> next = new LinkedHashMap<>();

    /** Ours, but where to begin is not known yet; true when the group's commit does not count. */
    private final Map<TopicPartition, Boolean> unknown = new LinkedHashMap<>();

    private final Map<TopicPartition, Long> delivered = new HashMap<>();
    private final Map<TopicPartition, Long> acknowledged = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Set<TopicPartition> lost = new HashSet<>();

    synchronized void add(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            lost.remove(partition);
            if (!next.containsKey(partition)) {
                unknown.put(partition, false);
            }
        }
    }

    /** Reads there no more; what was delivered can still be committed until it is forgotten. */
    synchronized void stop(Set<TopicPartition> partitions) {
        next.keySet().removeAll(partitions);
        unknown.keySet().removeAll(partitions);
    }

    /** The partitions are another's. */
    synchronized void forget(Set<TopicPartition> partitions) {
        stop(partitions);
        for (TopicPartition partition : partitions) {
            delivered.remove(partition);
            acknowledged.remove(partition);
            committed.remove(partition);
            lost.add(partition);
        }
    }

    /** All that are assigned now, in order. */
    synchronized Set<TopicPartition> assigned() {
        Set<TopicPartition> all = new TreeSet<>(ORDER);
        all.addAll(next.keySet());
        all.addAll(unknown.keySet());
        return all;
    }

    private static final java.util.Comparator<TopicPartition> ORDER =
            java.util.Comparator.comparing(TopicPartition::topic)
                    .thenComparingInt(TopicPartition::partition);

    /** Whether the partition was ours and is another's now, so that its offsets are too. */
    synchronized boolean isLost(TopicPartition partition) {
        return lost.contains(partition);
    }

    /** Those whose beginning is to be found; true when what the group committed does not count. */
    synchronized Map<TopicPartition, Boolean> unknown() {
        return Map.copyOf(unknown);
    }

    /** Where to begin was found, unless the partition went or was sought in the meantime. */
    synchronized void begin(Map<TopicPartition, Long> positions) {
        positions.forEach((partition, position) -> {
            if (unknown.remove(partition) != null) {
                next.put(partition, position);
            }
        });
    }

    /** The log does not have the position any more. */
    synchronized void restart(TopicPartition partition) {
        if (next.remove(partition) != null) {
            unknown.put(partition, true);
        }
    }

    /** Reads on from there; false when the partition is not assigned. */
    synchronized boolean seek(TopicPartition partition, long offset) {
        boolean isOurs = unknown.remove(partition) != null || next.containsKey(partition);
        if (isOurs) {
            next.put(partition, offset);
            delivered.put(partition, offset);
        }
        return isOurs;
    }

    /** Where to read next. */
    synchronized Map<TopicPartition, Long> readable() {
        return new LinkedHashMap<>(next);
    }

    synchronized boolean has(TopicPartition partition) {
        return next.containsKey(partition);
    }

    /** Takes those pieces for delivery that are still to be delivered, and moves on behind them. */
    synchronized List<PullPiece> deliver(List<PullPiece> pieces) {
        return pieces.stream()
                .filter(piece -> {
                    Long position = next.get(piece.partition());
                    boolean isNext = position != null && position == piece.fromOffset();
                    if (isNext) {
                        next.put(piece.partition(), piece.nextOffset());
                        delivered.put(piece.partition(), piece.nextOffset());
                    }
                    return isNext;
                })
                .toList();
    }

    /** The receiver has what was delivered, since it asks for more. */
    synchronized void acknowledge() {
        acknowledged.putAll(delivered);
    }

    /** Whether something of these was delivered that may still be at work. */
    synchronized boolean isUnacknowledged(Set<TopicPartition> partitions) {
        return partitions.stream()
                .anyMatch(partition -> {
                    Long offset = delivered.get(partition);
                    return offset != null && !offset.equals(acknowledged.get(partition));
                });
    }

    /** What was acknowledged and is not committed. */
    synchronized Map<TopicPartition, Long> toCommit() {
        Map<TopicPartition, Long> news = new HashMap<>(acknowledged);
        news.entrySet().removeAll(committed.entrySet());
        return news;
    }

    synchronized Map<TopicPartition, Long> delivered() {
        return Map.copyOf(delivered);
    }

    synchronized void committed(Map<TopicPartition, Long> offsets) {
        committed.putAll(offsets);
    }
}
