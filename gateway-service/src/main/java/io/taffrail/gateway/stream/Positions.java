package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the partitions for the offsets that a {@link StartPosition} means. Waits for the answers.
 */
public final class Positions {

    private final PartitionReader reader;

    public Positions(PartitionReader reader) {
        this.reader = reader;
    }

    public Answer<Map<TopicPartition, Long>> resolve(
            StartPosition from, List<TopicPartition> partitions) {
        // All questions leave before the first answer is waited for.
        List<CompletableFuture<Answer<Long>>> answers = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            answers.add(ask(from, partition));
        }
        Map<TopicPartition, Long> positions = new LinkedHashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            switch (answers.get(i).join()) {
                case Answer.Given<Long> given -> positions.put(partitions.get(i), given.value());
                case Answer.Refused<Long> refused -> {
                    Rejected rejected = refused.rejected();
                    return Answer.refused(rejected);
                }
            }
        }
        return Answer.of(positions);
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
