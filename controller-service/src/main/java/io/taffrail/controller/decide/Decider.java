package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.ProducerIds;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.CommandStamp;
import io.taffrail.controller.command.ControllerCommand.AllocateProducerIds;
import io.taffrail.controller.command.ControllerCommand.AlterConfigs;
import io.taffrail.controller.command.ControllerCommand.AlterPartitions;
import io.taffrail.controller.command.ControllerCommand.BeginShutdown;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.CreatePartitions;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.DeleteTopic;
import io.taffrail.controller.command.ControllerCommand.ElectLeaders;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.ReassignPartitions;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.command.ControllerCommand.UnregisterNode;
import io.taffrail.controller.command.ControllerCommand.UpdateFeature;
import io.taffrail.controller.command.StampedCommand;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ClusterCreated;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataEvent.ProducerIdsAllocated;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.List;
import java.util.Optional;

/**
 * Sends each command to its rule. Every controller runs this on the same log, so its outcome may
 * depend on nothing but its arguments.
 */
public final class Decider {

    /** How many ids a node gets at a time: few enough to waste, enough to rarely ask. */
    static final int PRODUCER_IDS_COUNT = 1000;

    private Decider() {}

    /**
     * @param index where the command stands in the log; becomes the epoch of a node that registers
     */
    public static Decision<MetadataEvent, CommandReply> decide(
            MetadataImage image, long index, StampedCommand stamped) {
        var decision = decided(image, index, stamped);
        decision = ReassignmentRules.completing(image, index, decision);
        decision = DrainRules.completing(image, index, decision);
        return CoordinatorRules.completing(image, index, decision);
    }

    private static Decision<MetadataEvent, CommandReply> decided(
            MetadataImage image, long index, StampedCommand stamped) {
        CommandStamp stamp = stamped.stamp();
        Optional<Refused> premature = FeatureRules.premature(image, stamped.command());
        if (premature.isPresent()) {
            return Decision.unchanged(premature.get());
        }
        return switch (stamped.command()) {
            case CreateCluster _ -> createCluster(image, stamp);
            case CreateTopic c -> TopicRules.create(image, c, stamp.seed());
            case DeleteTopic c -> TopicRules.delete(image, c);
            case CreatePartitions c -> TopicRules.addPartitions(image, c, stamp.seed());
            case AlterConfigs c -> ConfigRules.alter(image, c);
            case RegisterNode c -> BrokerRules.register(image, c, index);
            case FenceNode c -> BrokerRules.fence(image, c);
            case UnfenceNode c -> BrokerRules.unfence(image, c);
            case BeginShutdown c -> BrokerRules.beginShutdown(image, c);
            case UnregisterNode c -> BrokerRules.unregister(image, c);
            case AlterPartitions c -> IsrRules.alter(image, c);
            case AllocateProducerIds c -> allocateProducerIds(image, c);
            case ElectLeaders c -> RequestedElections.elect(image, c);
            case ReassignPartitions c -> ReassignmentRules.reassign(image, c);
            case UpdateFeature c -> FeatureRules.update(image, c);
        };
    }

    private static Decision<MetadataEvent, CommandReply> createCluster(
            MetadataImage image, CommandStamp stamp) {
        if (!image.clusterId().isEmpty()) {
            return Decision.unchanged(new Accepted());
        }
        return new Decision<>(
                List.of(
                        new ClusterCreated(SeededIds.clusterId(stamp.seed())),
                        new FeatureLevelChanged(FeatureRules.RULES, FeatureRules.RULES_LEVEL_MAX)),
                new Accepted());
    }

    private static Decision<MetadataEvent, CommandReply> allocateProducerIds(
            MetadataImage image, AllocateProducerIds command) {
        var stale = BrokerRules.staleness(image, command.nodeId(), command.epoch());
        if (stale.isPresent()) {
            return Decision.unchanged(stale.get());
        }
        long first = image.nextProducerId();
        if (first > Long.MAX_VALUE - PRODUCER_IDS_COUNT) {
            return Decision.unchanged(
                    Refused.because(
                            Rejection.UNKNOWN_SERVER_ERROR, "all producer ids are used up"));
        }
        return new Decision<>(
                List.of(new ProducerIdsAllocated(command.nodeId(), first, PRODUCER_IDS_COUNT)),
                new ProducerIds(first, PRODUCER_IDS_COUNT));
    }
}
