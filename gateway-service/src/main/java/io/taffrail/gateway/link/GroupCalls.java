package io.taffrail.gateway.link;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the coordinator of a consumer group, as one of its members (KIP-848). */
public interface GroupCalls {

    /** The epoch of a member that is about to join. */
    int JOINING = 0;

    /** The epoch of a member that leaves. */
    int LEAVING = -1;

    CompletableFuture<Answer<Beat>> heartbeat(Heartbeat heartbeat);

    /**
     * Commits the offsets of the next records to read; all or none.
     *
     * @param memberEpoch -1 for one who is no member
     * @param notes what the client wants to find beside an offset; refused with
     *     OFFSET_METADATA_TOO_LARGE above offset.metadata.max.bytes
     */
    CompletableFuture<Answer<Committed>> commit(
            String group,
            String memberId,
            int memberEpoch,
            Map<TopicPartition, Long> nextOffsets,
            Map<TopicPartition, String> notes);

    /** As above, without notes. */
    default CompletableFuture<Answer<Committed>> commit(
            String group, String memberId, int memberEpoch, Map<TopicPartition, Long> nextOffsets) {
        return commit(group, memberId, memberEpoch, nextOffsets, Map.of());
    }

    /** What the group has committed; partitions of which it has nothing are left out. */
    CompletableFuture<Answer<Map<TopicPartition, Position>>> positions(
            String group, List<TopicPartition> partitions);

    /**
     * A committed position.
     *
     * @param offset of the next record to read
     * @param note the client's own (Kafka's metadata), or empty
     */
    record Position(long offset, String note) {}

    /** The offsets of {@link #positions}. */
    default CompletableFuture<Answer<Map<TopicPartition, Long>>> committed(
            String group, List<TopicPartition> partitions) {
        return positions(group, partitions)
                .thenApply(answer ->
                        answer.map(positions -> {
                            Map<TopicPartition, Long> offsets = new HashMap<>();
                            positions.forEach((partition, position) ->
                                    offsets.put(partition, position.offset()));
                            return offsets;
                        }));
    }

    /**
     * A member's sign of life.
     *
     * @param memberId chosen by the member, for its whole life
     * @param rebalanceTimeoutMs how long it may take to let partitions go
     * @param topics what it reads
     * @param owned what it reads now; null where all is as it said before. With it the member says
     *     everything, and is told everything
     */
    record Heartbeat(
            String group,
            String memberId,
            int memberEpoch,
            int rebalanceTimeoutMs,
            List<String> topics,
            @Nullable Set<TopicPartition> owned) {}

    /**
     * The coordinator's answer.
     *
     * @param intervalMs when to send the next
     * @param assigned what the member is to read, or null when that has not changed
     */
    record Beat(int memberEpoch, int intervalMs, @Nullable Set<TopicPartition> assigned) {}

    /** Offsets were committed. */
    record Committed() {
        public static final Committed DONE = new Committed();
    }
}
