package io.taffrail.gateway.rest.v3;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What version 3 is asked with. Clients send null for what they leave out, so all may be null. */
final class Requests {

    private Requests() {}

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

    /** SET (the default) or DELETE, which goes back to the default value. */
    record Alteration(@Nullable String name, @Nullable String value, @Nullable String operation) {}
}
