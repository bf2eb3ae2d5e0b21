package io.taffrail.gateway.lag;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where the logs of some partitions begin and end, as their leaders said. */
public final class LogBounds {

    private final Map<TopicPartition, Answer<Long>> starts;
    private final Map<TopicPartition, Answer<Long>> ends;

    private LogBounds(
            Map<TopicPartition, Answer<Long>> starts, Map<TopicPartition, Answer<Long>> ends) {
        this.starts = starts;
        this.ends = ends;
    }

    /** Asks each leader twice, however many partitions there are. */
    public static CompletableFuture<LogBounds> of(
            PartitionReader reader, Collection<TopicPartition> partitions) {
        return reader.offsets(partitions, PartitionReader.EARLIEST)
                .thenCombine(reader.offsets(partitions, PartitionReader.LATEST), LogBounds::new);
    }

    /** The first offset that is there, or null when that was not learned. */
    public @Nullable Long start(TopicPartition partition) {
        return value(starts.get(partition));
    }

    /** The offset after the last one, or null when that was not learned. */
    public @Nullable Long end(TopicPartition partition) {
        return value(ends.get(partition));
    }

    /** Why a bound was not learned; null when both are known or the partition is gone. */
    public @Nullable Rejected objection(TopicPartition partition) {
        Rejected ofStart = refusal(starts.get(partition));
        return ofStart != null ? ofStart : refusal(ends.get(partition));
    }

    private static @Nullable Long value(@Nullable Answer<Long> answer) {
        return answer instanceof Answer.Given<Long> given ? given.value() : null;
    }

    private static @Nullable Rejected refusal(@Nullable Answer<Long> answer) {
        if (answer instanceof Answer.Refused<Long> refused) {
            boolean isGone = refused.rejected().reason() == Rejection.UNKNOWN_TOPIC_OR_PARTITION;
            return isGone ? null : refused.rejected();
        }
        return null;
    }
}
