package io.taffrail.gateway.coordinator.group.offsets;

import io.taffrail.gateway.coordinator.group.GroupRequest;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be asked of a group's offsets. */
public sealed interface OffsetRequest<R> extends GroupRequest<R> {

    /**
     * Commits. Answered in the order of the offsets, with null where one was taken.
     *
     * @param memberId empty for one who is no member
     * @param generation the generation or member epoch; negative for one who is no member
     * @param retentionMs how long the client wants them kept (versions up to 4), or -1
     * @param whenUnknown the refusal for a member of a group that does not exist
     */
    record Commit(
            String groupId,
            String memberId,
            @Nullable String instanceId,
            int generation,
            long retentionMs,
            Rejection whenUnknown,
            List<Offset> offsets)
            implements OffsetRequest<Results> {}

    /** One for each partition that was asked about, in that order: null for success. */
    record Results(List<@Nullable Rejected> refusals) {}

    /** One position to commit; {@code metadata} is null where the client said none. */
    record Offset(
            TopicPartition partition,
            @Nullable UUID topicId,
            long offset,
            int leaderEpoch,
            @Nullable String metadata) {}

    /**
     * Asks what was committed.
     *
     * @param memberId null where the client did not say who it is
     * @param memberEpoch negative where it did not say
     * @param partitions null for all that there is
     */
    record Fetch(
            String groupId,
            @Nullable String memberId,
            int memberEpoch,
            @Nullable List<TopicPartition> partitions)
            implements OffsetRequest<List<Found>> {}

    /** What was committed for a partition, or null when nothing was. */
    record Found(TopicPartition partition, @Nullable CommittedOffset offset) {}

    /** Forgets offsets (KIP-496). Answered in the order of the partitions, null for success. */
    record Delete(String groupId, List<TopicPartition> partitions)
            implements OffsetRequest<Results> {}
}
