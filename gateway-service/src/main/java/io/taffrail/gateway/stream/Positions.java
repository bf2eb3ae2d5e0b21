package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the partitions for the offsets that a {@link StartPosition} means. Waits for the answers.
 */
public final class Positions {

    private static final int ATTEMPTS_MAX = 8;
    private static final long PAUSE_MS = 50;
    private static final long PAUSE_MS_MAX = 1_000;

    private final PartitionReader reader;

    public Positions(PartitionReader reader) {
        this.reader = reader;
    }

    /**
     * Asks again for some seconds where a leader moves: a subscriber that comes meanwhile waits a
     * moment, and a thousand that were refused would all come back at once.
     */
    public Answer<Map<TopicPartition, Long>> resolve(
            StartPosition from, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> known = new HashMap<>();
        List<TopicPartition> open = partitions;
        for (int attempt = 1; ; attempt++) {
            Map<TopicPartition, Rejected> refused = askAll(from, open, known);
            if (refused.isEmpty()) {
                return Answer.of(inOrder(partitions, known));
            }
            for (Rejected why : refused.values()) {
                if (attempt == ATTEMPTS_MAX || !passesBy(why)) {
                    return Answer.refused(why);
                }
            }
            open = List.copyOf(refused.keySet());
            LockSupport.parkNanos(1_000_000L * Math.min(PAUSE_MS_MAX, PAUSE_MS << attempt));
        }
    }

    /** Fills in what the partitions say; gives those that refused. */
    private Map<TopicPartition, Rejected> askAll(
            StartPosition from, List<TopicPartition> partitions, Map<TopicPartition, Long> known) {
        Map<TopicPartition, Rejected> refused = new LinkedHashMap<>();
        ask(from, partitions)
                .join()
                .forEach((partition, answer) -> {
                    switch (answer) {
                        case Answer.Given<Long> given -> known.put(partition, given.value());
                        case Answer.Refused<Long> no -> refused.put(partition, no.rejected());
                    }
                });
        return refused;
    }

    private static Map<TopicPartition, Long> inOrder(
            List<TopicPartition> partitions, Map<TopicPartition, Long> known) {
        Map<TopicPartition, Long> positions = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            Long position = known.get(partition);
            if (position != null) {
                positions.put(partition, position);
            }
        }
        return positions;
    }

    private static boolean passesBy(Rejected why) {
        return switch (why.reason()) {
            case NOT_LEADER_OR_FOLLOWER,
                    LEADER_NOT_AVAILABLE,
                    FENCED_LEADER_EPOCH,
                    UNKNOWN_LEADER_EPOCH,
                    OFFSET_NOT_AVAILABLE,
                    NETWORK_EXCEPTION ->
                    true;
            default -> false;
        };
    }

    /** However many partitions there are, each leader is asked once, or twice for the last ones. */
    private CompletableFuture<Map<TopicPartition, Answer<Long>>> ask(
            StartPosition from, List<TopicPartition> partitions) {
        return switch (from) {
            case StartPosition.Earliest _ -> reader.offsets(partitions, PartitionReader.EARLIEST);
            case StartPosition.Latest _ -> reader.offsets(partitions, PartitionReader.LATEST);
            case StartPosition.Since since ->
                    reader.offsets(partitions, Math.max(0, since.timestampMs()));
            case StartPosition.Last last -> last(partitions, last.count());
            case StartPosition.At at -> at(partitions, at.nextOffsets());
        };
    }

    private CompletableFuture<Map<TopicPartition, Answer<Long>>> last(
            List<TopicPartition> partitions, long count) {
        return reader.offsets(partitions, PartitionReader.EARLIEST)
                .thenCombine(
                        reader.offsets(partitions, PartitionReader.LATEST),
                        (earliest, latest) -> {
                            Map<TopicPartition, Answer<Long>> positions = new HashMap<>();
                            earliest.forEach((partition, start) ->
                                    positions.put(
                                            partition,
                                            back(
                                                    start,
                                                    latest.getOrDefault(partition, start),
                                                    count)));
                            return positions;
                        });
    }

    private static Answer<Long> back(Answer<Long> earliest, Answer<Long> latest, long count) {
        return switch (earliest) {
            case Answer.Refused<Long> _ -> earliest;
            case Answer.Given<Long> start ->
                    latest.map(end -> Math.max(start.value(), end - count));
        };
    }

    /** A partition that the position does not name is read from its start. */
    private CompletableFuture<Map<TopicPartition, Answer<Long>>> at(
            List<TopicPartition> partitions, Map<TopicPartition, Long> nextOffsets) {
        List<TopicPartition> others =
                partitions.stream().filter(each -> !nextOffsets.containsKey(each)).toList();
        return reader.offsets(others, PartitionReader.EARLIEST)
                .thenApply(starts -> {
                    Map<TopicPartition, Answer<Long>> positions = new HashMap<>(starts);
                    for (TopicPartition partition : partitions) {
                        Long offset = nextOffsets.get(partition);
                        if (offset != null) {
                            positions.put(partition, Answer.of(offset));
                        }
                    }
                    return positions;
                });
    }
}
