package io.taffrail.gateway.consume;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.GroupDirectory.Member;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.FetchedChunk;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.records.CorruptBatchException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How far a group is behind in each partition that it reads or has committed: in records, and in
 * time, which is what people mean by it. Asks all partitions at once.
 */
public final class GroupLags {

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final PartitionReader reader;
    private final Clock clock;

    public GroupLags(PartitionReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * One partition's.
     *
     * @param currentOffset the next record to consume; the log's start when nothing is committed
     * @param endOffset the log's end
     * @param lagSeconds the age of the first record that is not consumed; 0 when there is none
     * @param owner who reads it now, or null
     */
    public record Lag(
            TopicPartition partition,
            long currentOffset,
            long endOffset,
            double lagSeconds,
            @Nullable Member owner) {

        public long records() {
            return Math.max(0, endOffset - currentOffset);
        }
    }

    /** All lags of a group, by topic and partition; those of deleted topics are left out. */
    public CompletableFuture<Answer<List<Lag>>> of(
            Description group, Map<TopicPartition, Long> committed) {
        Set<TopicPartition> partitions = new TreeSet<>(ORDER);
        partitions.addAll(committed.keySet());
        group.members().forEach(member -> partitions.addAll(member.assigned()));
        List<CompletableFuture<Answer<Lag>>> asked = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Long position = committed.get(partition);
            asked.add(
                    position == null
                            ? fromStart(group, partition)
                            : from(group, partition, position));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> gather(asked));
    }

    private static Answer<List<Lag>> gather(List<CompletableFuture<Answer<Lag>>> asked) {
        List<Lag> lags = new ArrayList<>();
        for (CompletableFuture<Answer<Lag>> each : asked) {
            switch (each.join()) {
                case Answer.Given<Lag> given -> lags.add(given.value());
                case Answer.Refused<Lag> refused -> {
                    Rejected why = refused.rejected();
                    if (why.reason() != Rejection.UNKNOWN_TOPIC_OR_PARTITION) {
                        return Answer.refused(why);
                    }
                }
            }
        }
        return Answer.of(lags);
    }

    private CompletableFuture<Answer<Lag>> fromStart(Description group, TopicPartition partition) {
        return reader.offset(partition, PartitionReader.EARLIEST)
                .thenCompose(answer ->
                        switch (answer) {
                            case Answer.Given<Long> start -> from(group, partition, start.value());
                            case Answer.Refused<Long> refused ->
                                    CompletableFuture.completedFuture(
                                            Answer.refused(refused.rejected()));
                        });
    }

    private CompletableFuture<Answer<Lag>> from(
            Description group, TopicPartition partition, long position) {
        return reader.offset(partition, PartitionReader.LATEST)
                .thenCompose(answer ->
                        switch (answer) {
                            case Answer.Refused<Long> refused ->
                                    CompletableFuture.completedFuture(
                                            Answer.refused(refused.rejected()));
                            case Answer.Given<Long> end ->
                                    age(partition, position, end.value())
                                            .thenApply(seconds ->
                                                    Answer.of(
                                                            new Lag(
                                                                    partition,
                                                                    position,
                                                                    end.value(),
                                                                    seconds,
                                                                    group.owner(partition))));
                        });
    }

    private CompletableFuture<Double> age(TopicPartition partition, long position, long end) {
        if (position >= end) {
            return CompletableFuture.completedFuture(0.0);
        }
        return reader.fetch(partition, position, 1, 0)
                .thenCompose(answer ->
                        switch (answer) {
                            case Answer.Given<Fetched> given ->
                                    CompletableFuture.completedFuture(
                                            age(partition, given.value(), position));
                            // What the group has not consumed in time is gone: the first record
                            // that is left is the oldest that it can still miss.
                            case Answer.Refused<Fetched> _ -> ageOfFirst(partition, position);
                        });
    }

    private CompletableFuture<Double> ageOfFirst(TopicPartition partition, long position) {
        return reader.offset(partition, PartitionReader.EARLIEST)
                .thenCompose(answer -> {
                    if (answer instanceof Answer.Given<Long> start && start.value() > position) {
                        return reader.fetch(partition, start.value(), 1, 0)
                                .thenApply(first ->
                                        first instanceof Answer.Given<Fetched> given
                                                ? age(partition, given.value(), start.value())
                                                : 0.0);
                    }
                    return CompletableFuture.completedFuture(0.0);
                });
    }

    private double age(TopicPartition partition, Fetched fetched, long position) {
        long[] firstMs = {-1};
        try {
            FetchedChunk.read(partition, fetched, position)
                    .walk((index, record) -> {
                        if (index == 0) {
                            firstMs[0] = record.timestamp();
                        }
                    });
        } catch (CorruptBatchException e) {
            // The number of records is right all the same; the age is not known.
            return 0;
        }
        return firstMs[0] < 0 ? 0 : Math.max(0, clock.nowMs() - firstMs[0]) / 1000.0;
    }
}
