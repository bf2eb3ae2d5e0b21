package io.taffrail.gateway.rest.v3;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.taffrail.gateway.rest.v3.Resources.Link;
import io.taffrail.gateway.rest.v3.Resources.Metadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators' requests are answered with. Reassignments are as Confluent has them; the others
 * have no model there, and follow its form.
 */
final class OperationResources {

    private OperationResources() {}

    /** A partition on its way to other replicas. */
    record Reassignment(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("topic_name") String topicName,
            @JsonProperty("partition_id") int partitionId,
            @JsonProperty("adding_replicas") List<Integer> addingReplicas,
            @JsonProperty("removing_replicas") List<Integer> removingReplicas,
            Link replicas) {}

    /**
     * What became of one partition of several.
     *
     * @param errorCode 200 when it was done
     * @param message null when it was done
     */
    record PartitionResult(
            @JsonProperty("topic_name") String topicName,
            @JsonProperty("partition_id") int partitionId,
            @JsonProperty("error_code") int errorCode,
            @Nullable String message) {}

    /**
     * How far the drain of a broker is.
     *
     * @param isDrained whether it leads nothing any more
     * @param leadersCount partitions that it leads, because nobody else in step is alive
     * @param replicasCount partitions that it has a copy of; a drain leaves them
     */
    record Drain(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("broker_id") int brokerId,
            @JsonProperty("is_draining") boolean isDraining,
            @JsonProperty("is_drained") boolean isDrained,
            @JsonProperty("leaders_count") int leadersCount,
            @JsonProperty("replicas_count") int replicasCount) {}

    /**
     * The controllers and their log.
     *
     * @param committedIndex the last entry that a majority has
     */
    record Quorum(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("leader_id") int leaderId,
            @JsonProperty("leader_epoch") int leaderEpoch,
            @JsonProperty("committed_index") long committedIndex,
            List<Voter> voters) {}

    /**
     * A controller that votes.
     *
     * @param lastIndex the last entry that it is known to have; null while the leader does not know
     * @param lag how many committed entries it lacks; null while the leader does not know
     */
    record Voter(
            @JsonProperty("controller_id") int controllerId,
            @Nullable String host,
            @Nullable Integer port,
            @JsonProperty("is_leader") boolean isLeader,
            @JsonProperty("last_index") @Nullable Long lastIndex,
            @Nullable Long lag) {}
}
