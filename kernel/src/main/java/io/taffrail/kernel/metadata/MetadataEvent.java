package io.taffrail.kernel.metadata;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was decided. Events carry results and never requests: whoever applies them needs
 * no rule and no clock, and comes to the same image.
 */
public sealed interface MetadataEvent {

    /** The first event of a cluster's life. */
    record ClusterCreated(String clusterId) implements MetadataEvent {}

    record TopicCreated(TopicImage topic) implements MetadataEvent {}

    record TopicDeleted(UUID topicId, String name) implements MetadataEvent {}

    record PartitionsAdded(UUID topicId, List<PartitionImage> partitions) implements MetadataEvent {
        public PartitionsAdded {
            partitions = List.copyOf(partitions);
        }
    }

    /** Another leader, ISR, assignment or coordinator; carries the partition as it now is. */
    record PartitionChanged(UUID topicId, PartitionImage partition, ChangeReason reason)
            implements MetadataEvent {}

    /**
     * One setting of one resource.
     *
     * @param value the new value, or null when the override was removed
     */
    record ConfigChanged(ConfigResource resource, String key, @Nullable String value)
            implements MetadataEvent {}

    record NodeRegistered(NodeImage node) implements MetadataEvent {}

    record NodeFenced(int nodeId, long epoch) implements MetadataEvent {}

    record NodeUnfenced(int nodeId, long epoch) implements MetadataEvent {}

    /** The node asked to stop and hands its leaderships over. */
    record NodeShutdownBegun(int nodeId, long epoch) implements MetadataEvent {}

    record NodeUnregistered(int nodeId) implements MetadataEvent {}

    /** The ids {@code [firstProducerId, firstProducerId + count)} belong to that node. */
    record ProducerIdsAllocated(int nodeId, long firstProducerId, int count)
            implements MetadataEvent {}

    /**
     * A feature was finalized at another level.
     *
     * @param level the new level; 0 means that the feature is off
     */
    record FeatureLevelChanged(String feature, short level) implements MetadataEvent {}

    /** Why a partition changed; shown to people, never decided upon. */
    enum ChangeReason {
        LEADER_FENCED,
        LEADER_SHUTTING_DOWN,
        LEADER_RETURNED,
        LEADER_ELECTED,
        ISR_SHRUNK,
        ISR_EXPANDED,
        REPLICA_FENCED,
        /** A replica outside of the ISR leads that had everything (KIP-966). */
        ELIGIBLE_LEADER_ELECTED,
        /** A replica leads that may lack acknowledged records, because its topic allows it. */
        UNCLEAN_LEADER_ELECTED,
        /** A replica has come back without its disk. */
        REPLICA_LOST,
        /** So many are in sync again that nobody else need be kept in mind. */
        ELR_CLEARED,
        /** Its first replica leads again, because somebody or the balance of leaders asked. */
        PREFERRED_LEADER_ELECTED,
        /** It is on its way to other replicas (KIP-455). */
        REASSIGNMENT_BEGUN,
        /** It has its new replicas, and those before are let go. */
        REASSIGNMENT_COMPLETED,
        /** It goes back to the replicas that it had. */
        REASSIGNMENT_CANCELLED,
        /** Its leader shall lead nothing, and another one could. */
        LEADER_DRAINED,
        /** Another gateway writes to it, or none; the leader stays. */
        COORDINATOR_CHANGED
    }
}
