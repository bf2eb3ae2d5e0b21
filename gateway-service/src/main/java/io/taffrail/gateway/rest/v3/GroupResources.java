package io.taffrail.gateway.rest.v3;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.taffrail.gateway.rest.v3.Resources.Link;
import io.taffrail.gateway.rest.v3.Resources.Metadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What version 3 answers about consumer groups. */
final class GroupResources {

    private GroupResources() {}

    /** A group. */
    record ConsumerGroup(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("consumer_group_id") String consumerGroupId,
            @JsonProperty("is_simple") boolean isSimple,
            @JsonProperty("partition_assignor") String partitionAssignor,
            String state,
            String type,
            @JsonProperty("is_mixed_consumer_group") boolean isMixedConsumerGroup,
            @Nullable Link coordinator,
            Link consumers,
            @JsonProperty("lag_summary") Link lagSummary) {}

    /** A member. */
    record Consumer(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("consumer_group_id") String consumerGroupId,
            @JsonProperty("consumer_id") String consumerId,
            @JsonProperty("instance_id") @Nullable String instanceId,
            @JsonProperty("client_id") String clientId,
            Link assignments) {}

    /** A partition that a member reads. */
    record ConsumerAssignment(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("consumer_group_id") String consumerGroupId,
            @JsonProperty("consumer_id") String consumerId,
            @JsonProperty("topic_name") String topicName,
            @JsonProperty("partition_id") int partitionId,
            Link partition,
            Link lag) {}

    /**
     * How far the group is behind in a partition. What follows {@code lag} up to the consumer is
     * ours.
     *
     * @param currentOffset the next record to read; the log's start when nothing was committed
     * @param lag what is left to read; all of the log when nothing was committed
     * @param lagSeconds the age of the first record that was not read; 0 when there is none, null
     *     when it is not known
     * @param committedOffset null when nothing was committed
     * @param lostOffsets what was deleted before the group had read it
     */
    record ConsumerLag(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("consumer_group_id") String consumerGroupId,
            @JsonProperty("topic_name") String topicName,
            @JsonProperty("partition_id") int partitionId,
            @JsonProperty("current_offset") long currentOffset,
            @JsonProperty("log_end_offset") long logEndOffset,
            long lag,
            @JsonProperty("lag_seconds") @Nullable Double lagSeconds,
            @JsonProperty("committed_offset") @Nullable Long committedOffset,
            @JsonProperty("log_start_offset") long logStartOffset,
            @JsonProperty("lost_offsets") long lostOffsets,
            @JsonProperty("consumer_id") String consumerId,
            @JsonProperty("instance_id") @Nullable String instanceId,
            @JsonProperty("client_id") String clientId) {}

    /**
     * How far the group is behind where it is farthest.
     *
     * @param maxLagSeconds ours: the longest in any partition; null when it is not known
     */
    record ConsumerGroupLagSummary(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("consumer_group_id") String consumerGroupId,
            @JsonProperty("max_lag_consumer_id") String maxLagConsumerId,
            @JsonProperty("max_lag_instance_id") @Nullable String maxLagInstanceId,
            @JsonProperty("max_lag_client_id") String maxLagClientId,
            @JsonProperty("max_lag_topic_name") String maxLagTopicName,
            @JsonProperty("max_lag_partition_id") int maxLagPartitionId,
            @JsonProperty("max_lag") long maxLag,
            @JsonProperty("max_lag_seconds") @Nullable Double maxLagSeconds,
            @JsonProperty("total_lag") long totalLag,
            @JsonProperty("max_lag_consumer") Link maxLagConsumer,
            @JsonProperty("max_lag_partition") Link maxLagPartition) {}

    /**
     * What a reset has done, or would do.
     *
     * @param dryRun whether nothing was changed
     * @param totalLagBefore records that were left to read in these partitions
     */
    record OffsetReset(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("consumer_group_id") String consumerGroupId,
            @JsonProperty("dry_run") boolean dryRun,
            @JsonProperty("total_lag_before") long totalLagBefore,
            @JsonProperty("total_lag_after") long totalLagAfter,
            List<OffsetChange> data) {}

    /**
     * One partition's.
     *
     * @param before what was committed; null when nothing was
     * @param isClamped whether the offset that was asked for is not in the log, so that the nearest
     *     one was taken; {@code note} says which
     */
    record OffsetChange(
            @JsonProperty("topic_name") String topicName,
            @JsonProperty("partition_id") int partitionId,
            @Nullable Long before,
            long after,
            @JsonProperty("log_start_offset") long logStartOffset,
            @JsonProperty("log_end_offset") long logEndOffset,
            @JsonProperty("lag_before") long lagBefore,
            @JsonProperty("lag_after") long lagAfter,
            @JsonProperty("is_clamped") boolean isClamped,
            @Nullable String note) {}
}
