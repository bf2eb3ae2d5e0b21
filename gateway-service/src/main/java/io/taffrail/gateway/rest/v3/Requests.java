package io.taffrail.gateway.rest.v3;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.taffrail.gateway.link.TopicPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What version 3 is asked with. Clients send null for what they leave out, so all may be null. */
final class Requests {

    private Requests() {}

    /** The partition that those two name; each must be given. */
    static TopicPartition partition(@Nullable String topic, @Nullable Integer partition) {
        if (topic == null || partition == null) {
            throw Cluster.invalid(
                    "a partition is named by topic_name and partition_id, and one of them is missing");
        }
        return new TopicPartition(topic, partition);
    }

    /** A topic to create, or only to check whether it could be. */
    record NewTopic(
            @JsonProperty("topic_name") @Nullable String topicName,
            @JsonProperty("partitions_count") @Nullable Integer partitionsCount,
            @JsonProperty("replication_factor") @Nullable Integer replicationFactor,
            @JsonProperty("replicas_assignments") @Nullable List<Assignment> replicasAssignments,
            @Nullable List<NamedValue> configs,
            @JsonProperty("validate_only") @Nullable Boolean validateOnly) {}

    /** The brokers of one partition, the preferred leader first. */
    record Assignment(
            @JsonProperty("partition_id") int partitionId,
            @JsonProperty("broker_ids") List<Integer> brokerIds) {}

    /** The number of partitions that a topic shall have. */
    record TopicChange(@JsonProperty("partitions_count") @Nullable Integer partitionsCount) {}

    /** A setting and its value. */
    record NamedValue(@Nullable String name, @Nullable String value) {}

    /** A setting's new value. */
    record Value(@Nullable String value) {}

    /** Several changes that are made together or not at all. */
    record Alterations(@Nullable List<Alteration> data) {}

    /**
     * Other replicas for one partition.
     *
     * @param replicas the brokers, the preferred leader first
     * @param allowReplicationFactorChange whether there may be more or fewer than before; true by
     *     default
     */
    record Replicas(
            @Nullable List<Integer> replicas,
            @JsonProperty("allow_replication_factor_change")
                    @Nullable Boolean allowReplicationFactorChange) {

        boolean mayResize() {
            return !Boolean.FALSE.equals(allowReplicationFactorChange);
        }
    }

    /** Reassignments of many partitions. */
    record Reassignments(
            @Nullable List<Reassignment> data,
            @JsonProperty("allow_replication_factor_change")
                    @Nullable Boolean allowReplicationFactorChange) {

        boolean mayResize() {
            return !Boolean.FALSE.equals(allowReplicationFactorChange);
        }
    }

    /** The brokers that a partition shall have, or null to go back to those that it had. */
    record Reassignment(
            @JsonProperty("topic_name") @Nullable String topicName,
            @JsonProperty("partition_id") @Nullable Integer partitionId,
            @Nullable List<Integer> replicas) {}

    /** PREFERRED or UNCLEAN, for some partitions or, without any, for all. */
    record Election(
            @JsonProperty("election_type") @Nullable String electionType,
            @Nullable List<PartitionName> partitions) {}

    /** A controller that shall vote, and where it listens for the others. */
    record Voter(
            @JsonProperty("controller_id") @Nullable Integer controllerId,
            @Nullable String host,
            @Nullable Integer port) {}

    /**
     * Where a group shall go on.
     *
     * @param to in one word, as {@code ResetTarget} has them; a number is an offset
     * @param topics all partitions of these
     * @param partitions these, beside those of the topics; without any the reset is about all that
     *     the group has committed, or about those that the word names
     */
    record OffsetReset(
            @Nullable String to,
            @Nullable List<String> topics,
            @Nullable List<PartitionName> partitions) {}

    /** A partition's name. */
    record PartitionName(
            @JsonProperty("topic_name") @Nullable String topicName,
            @JsonProperty("partition_id") @Nullable Integer partitionId) {}

    /** SET (the default) or DELETE, which goes back to the default value. */
    record Alteration(@Nullable String name, @Nullable String value, @Nullable String operation) {}
}
