package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import java.util.ArrayList;
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
        // All questions leave before the first answer is waited for.
        List<CompletableFuture<Answer<Long>>> answers = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            answers.add(ask(from, partition));
        }
        Map<TopicPartition, Rejected> refused = new LinkedHashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            switch (answers.get(i).join()) {
                case Answer.Given<Long> given -> known.put(partitions.get(i), given.value());
                case Answer.Refused<Long> no -> refused.put(partitions.get(i), no.rejected());
            }
        }
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

    private CompletableFuture<Answer<Long>> ask(StartPosition from, TopicPartition partition) {
        return switch (from) {
            case StartPosition.Earliest _ -> reader.offset(partition, PartitionReader.EARLIEST);
            case StartPosition.Latest _ -> reader.offset(partition, PartitionReader.LATEST);
            case StartPosition.Since since ->
                    reader.offset(partition, Math.max(0, since.timestampMs()));
            case StartPosition.Last last -> last(partition, last.count());
            case StartPosition.At at -> {
                Long offset = at.nextOffsets().get(partition);
                yield offset == null
                        ? reader.offset(partition, PartitionReader.EARLIEST)
                        : CompletableFuture.completedFuture(Answer.of(offset));
            }
        };
    }

    private CompletableFuture<Answer<Long>> last(TopicPartition partition, long count) {
        return reader.offset(partition, PartitionReader.EARLIEST)
                .thenCombine(
                        reader.offset(partition, PartitionReader.LATEST),
                        (earliest, latest) ->
                                switch (earliest) {
                                    case Answer.Refused<Long> _ -> earliest;
                                    case Answer.Given<Long> start ->
                                            latest.map(end -> Math.max(start.value(), end - count));
                                });
    }
}
