package io.taffrail.gateway.rest.v3;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What version 3 answers with; each with its kind, its own address and its resource name. */
final class Resources {

    private Resources() {}

    /** Where the resource is, and what it is called whatever the address. */
    record Metadata(String self, @JsonProperty("resource_name") String resourceName) {}

    /** Where the list is; {@code next} is there for the shape, for a list comes whole. */
    record ListMetadata(String self, @Nullable String next) {}

    /** Another resource's address. */
    record Link(String related) {}

    /** Several resources of one kind. */
    record Listing<T>(String kind, ListMetadata metadata, List<T> data) {}

    /** The cluster, and where its parts are. */
    record Cluster(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @Nullable Link controller,
            Link acls,
            Link brokers,
            @JsonProperty("broker_configs") Link brokerConfigs,
            @JsonProperty("consumer_groups") Link consumerGroups,
            Link topics,
            @JsonProperty("partition_reassignments") Link partitionReassignments) {}

    /** A broker that is alive. */
    record Broker(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("broker_id") int brokerId,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String rack,
            Link configs,
            @JsonProperty("partition_replicas") Link partitionReplicas) {}

    /** A topic. */
    record Topic(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("topic_name") String topicName,
            @JsonProperty("is_internal") boolean isInternal,
            @JsonProperty("replication_factor") int replicationFactor,
            @JsonProperty("partitions_count") int partitionsCount,
            Link partitions,
            Link configs,
            @JsonProperty("partition_reassignments") Link partitionReassignments,
            @JsonProperty("authorized_operations") List<String> authorizedOperations) {}

    /** A partition; without a leader while none is elected. */
    record Partition(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("topic_name") String topicName,
            @JsonProperty("partition_id") int partitionId,
            @Nullable Link leader,
            Link replicas,
            Link reassignment) {}

    /** A partition's copy on one broker. */
    record Replica(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("topic_name") String topicName,
            @JsonProperty("partition_id") int partitionId,
            @JsonProperty("broker_id") int brokerId,
            @JsonProperty("is_leader") boolean isLeader,
            @JsonProperty("is_in_sync") boolean isInSync,
            Link broker) {}

    /** A setting of a topic, as it holds now. */
    record TopicConfig(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("topic_name") String topicName,
            String name,
            String value,
            @JsonProperty("is_default") boolean isDefault,
            @JsonProperty("is_read_only") boolean isReadOnly,
            @JsonProperty("is_sensitive") boolean isSensitive,
            String source,
            List<Synonym> synonyms) {}

    /** A setting that all brokers were given. */
    record ClusterConfig(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("config_type") String configType,
            String name,
            String value,
            @JsonProperty("is_default") boolean isDefault,
            @JsonProperty("is_read_only") boolean isReadOnly,
            @JsonProperty("is_sensitive") boolean isSensitive,
            String source,
            List<Synonym> synonyms) {}

    /** Where a partition begins and ends; an end that was not asked for is null. */
    record PartitionOffsets(
            String kind,
            Metadata metadata,
            @JsonProperty("cluster_id") String clusterId,
            @JsonProperty("topic_name") String topicName,
            @JsonProperty("partition_id") int partitionId,
            @JsonProperty("earliest_offset") @Nullable Long earliestOffset,
            @JsonProperty("latest_offset") @Nullable Long latestOffset) {}

    /** A place that has a value for a setting; the first one holds. */
    record Synonym(String name, String value, String source) {}
}
