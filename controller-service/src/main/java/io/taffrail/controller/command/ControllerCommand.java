package io.taffrail.controller.command;

import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.RulesLevels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that the controller is asked to decide; refused or accepted when it is applied. */
public sealed interface ControllerCommand {

    /** Gives a cluster without an id its own; the first command of every log. */
    record CreateCluster() implements ControllerCommand {}

    /**
     * @param partitions how many; ignored when {@code assignment} is given
     * @param replicationFactor how many replicas; ignored when {@code assignment} is given
     * @param assignment the brokers of each partition, or empty to let the controller place them
     */
    record CreateTopic(
            String name,
            int partitions,
            int replicationFactor,
            List<List<Integer>> assignment,
            Map<String, String> configs)
            implements ControllerCommand {
        public CreateTopic {
            assignment = assignment.stream().map(List::copyOf).toList();
            configs = new TreeMap<>(configs);
        }
    }

    record DeleteTopic(UUID topicId) implements ControllerCommand {}

    /**
     * @param total how many partitions the topic shall have
     * @param assignment the brokers of each new partition, or empty to let the controller place
     *     them
     */
    record CreatePartitions(String topic, int total, List<List<Integer>> assignment)
            implements ControllerCommand {
        public CreatePartitions {
            assignment = assignment.stream().map(List::copyOf).toList();
        }
    }

    /**
     * Changes the settings of one resource, all or none.
     *
     * @param replacesAll whether settings that are not named go back to their defaults
     */
    record AlterConfigs(ConfigResource resource, List<ConfigEdit> edits, boolean replacesAll)
            implements ControllerCommand {
        public AlterConfigs {
            edits = List.copyOf(edits);
        }
    }

    /**
     * @param clusterId the cluster that the node's data belongs to; empty when it has none yet
     * @param levels the levels of the rules that the node supports; null while the cluster is at a
     *     level at which that is not said
     */
    record RegisterNode(
            int nodeId,
            String clusterId,
            UUID incarnationId,
            List<Endpoint> endpoints,
            @Nullable String rack,
            List<UUID> logDirectories,
            @Nullable RulesLevels levels)
            implements ControllerCommand {

        /** A node of this build. */
        public RegisterNode(
                int nodeId,
                String clusterId,
                UUID incarnationId,
                List<Endpoint> endpoints,
                @Nullable String rack,
                List<UUID> logDirectories) {
            this(
                    nodeId,
                    clusterId,
                    incarnationId,
                    endpoints,
                    rack,
                    logDirectories,
                    RulesLevels.SUPPORTED);
        }

        public RegisterNode {
            endpoints = List.copyOf(endpoints);
            logDirectories = List.copyOf(logDirectories);
        }
    }

    /** The node is not heard from any more, or asked to be left out. */
    record FenceNode(int nodeId, long epoch) implements ControllerCommand {}

    /** The node is alive and has caught up with its own registration. */
    record UnfenceNode(int nodeId, long epoch) implements ControllerCommand {}

    /** The node wants to stop in order. */
    record BeginShutdown(int nodeId, long epoch) implements ControllerCommand {}

    record UnregisterNode(int nodeId) implements ControllerCommand {}

    /** A leader asks for other in-sync replicas; each partition is decided by itself. */
    record AlterPartitions(int nodeId, long epoch, List<IsrProposal> proposals)
            implements ControllerCommand {
        public AlterPartitions {
            proposals = List.copyOf(proposals);
        }
    }

    record AllocateProducerIds(int nodeId, long epoch) implements ControllerCommand {}

    /**
     * @param level the new level; 0 switches the feature off
     * @param mayDowngrade whether a lower level than the present one is meant
     */
    record UpdateFeature(String feature, short level, boolean mayDowngrade)
            implements ControllerCommand {}

    /**
     * Leaders for partitions, each decided by itself (KIP-183, KIP-460).
     *
     * @param unclean whether a replica that lacks acknowledged records may lead where nobody does;
     *     otherwise the first replica shall lead
     * @param partitions which ones; null for all
     */
    record ElectLeaders(boolean unclean, @Nullable List<PartitionName> partitions)
            implements ControllerCommand {
        public ElectLeaders {
            partitions = partitions == null ? null : List.copyOf(partitions);
        }
    }

    /**
     * Other replicas for partitions, each decided by itself (KIP-455).
     *
     * @param mayResize whether a partition may get more or fewer replicas than it has (KIP-860)
     */
    record ReassignPartitions(boolean mayResize, List<Reassignment> reassignments)
            implements ControllerCommand {
        public ReassignPartitions {
            reassignments = List.copyOf(reassignments);
        }
    }

    /**
     * @param target the brokers that the partition shall have, the preferred leader first; null to
     *     go back to those that it had
     */
    record Reassignment(PartitionName partition, @Nullable List<Integer> target) {
        public Reassignment {
            target = target == null ? null : List.copyOf(target);
        }
    }

    /** A partition, as people name it. */
    record PartitionName(String topic, int partition) {}

    /**
     * @param value the value to set, or the words to add or take; null to delete
     */
    record ConfigEdit(String key, Operation operation, @Nullable String value) {
        /** Kafka's operations; the last two are for lists. */
        public enum Operation {
            SET,
            DELETE,
            APPEND,
            SUBTRACT
        }
    }

    /**
     * @param leaderEpoch the epoch in which the sender leads
     * @param partitionEpoch the state that the sender knows; any other is stale
     */
    record IsrProposal(
            UUID topicId,
            int partition,
            int leaderEpoch,
            int partitionEpoch,
            List<IsrMember> newIsr) {
        public IsrProposal {
            newIsr = List.copyOf(newIsr);
        }
    }

    /**
     * @param nodeEpoch the registration that the leader has heard from; -1 when it does not know
     */
    record IsrMember(int nodeId, long nodeEpoch) {}
}
