package io.taffrail.gateway.link;

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
     */
    CompletableFuture<Answer<Committed>> commit(
            String group, String memberId, int memberEpoch, Map<TopicPartition, Long> nextOffsets);

    /** What the group has committed; partitions of which it has nothing are left out. */
    CompletableFuture<Answer<Map<TopicPartition, Long>>> committed(
            String group, List<TopicPartition> partitions);

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
