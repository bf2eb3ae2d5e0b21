package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.NodeAdmitted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.BeginShutdown;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.command.ControllerCommand.UnregisterNode;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.NodeShutdownBegun;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnfenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnregistered;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How brokers and gateways join, leave, and are shut out. A node's epoch is the index of its
 * registration: what an earlier incarnation still sends is refused by it.
 */
final class BrokerRules {

    private BrokerRules() {}

    static Decision<MetadataEvent, CommandReply> register(
            MetadataImage image, RegisterNode command, long index) {
        int id = command.nodeId();
        if (id < 0) {
            return refuse(Rejection.INVALID_REQUEST, "node id %d is below 0", id);
        }
        if (!command.clusterId().isEmpty() && !command.clusterId().equals(image.clusterId())) {
            return refuse(
                    Rejection.INCONSISTENT_CLUSTER_ID,
                    "node %d has data of cluster %s, and this is cluster %s: point it to its own controller, or give it an empty directory",
                    id,
                    command.clusterId(),
                    image.clusterId());
        }
        Optional<Refused> misfit = FeatureRules.misfit(image, id, command.levels());
        if (misfit.isPresent()) {
            return Decision.unchanged(misfit.get());
        }
        NodeImage present = image.node(id);
        if (present != null && isRetry(present, command)) {
            return Decision.unchanged(new NodeAdmitted(present.epoch()));
        }
        if (present != null && !present.fenced() && isSecondProcess(present, command)) {
            return refuse(
                    Rejection.DUPLICATE_BROKER_REGISTRATION,
                    "node %d is alive at %s: stop it, or give this one another id",
                    id,
                    present.endpoints());
        }
        var node =
                new NodeImage(
                        id,
                        NodeRole.of(id),
                        index,
                        command.incarnationId(),
                        command.endpoints(),
                        command.rack(),
                        true,
                        false,
                        command.logDirectories());
        var events = new ArrayList<MetadataEvent>();
        events.add(new NodeRegistered(node));
        List<MetadataEvent> elections =
                ElectionRules.whenGone(image, id, ChangeReason.LEADER_FENCED);
        events.addAll(elections);
        if (present != null && hasLostADisk(present, command)) {
            MetadataImage without = image;
            for (MetadataEvent event : events) {
                without = without.evolve(event, index);
            }
            events.addAll(ElectionRules.whenLost(without, id));
        }
        return new Decision<>(events, new NodeAdmitted(index));
    }

    static Decision<MetadataEvent, CommandReply> fence(MetadataImage image, FenceNode command) {
        Optional<Refused> stale = staleness(image, command.nodeId(), command.epoch());
        if (stale.isPresent()) {
            return Decision.unchanged(stale.get());
        }
        if (isFenced(image, command.nodeId())) {
            return Decision.unchanged(new Accepted());
        }
        return gone(
                image,
                new NodeFenced(command.nodeId(), command.epoch()),
                command.nodeId(),
                ChangeReason.LEADER_FENCED);
    }

    static Decision<MetadataEvent, CommandReply> unfence(MetadataImage image, UnfenceNode command) {
        Optional<Refused> stale = staleness(image, command.nodeId(), command.epoch());
        if (stale.isPresent()) {
            return Decision.unchanged(stale.get());
        }
        if (!isFenced(image, command.nodeId())) {
            return Decision.unchanged(new Accepted());
        }
        var events = new ArrayList<MetadataEvent>();
        events.add(new NodeUnfenced(command.nodeId(), command.epoch()));
        events.addAll(ElectionRules.whenBack(image, command.nodeId()));
        return new Decision<>(events, new Accepted());
    }

    static Decision<MetadataEvent, CommandReply> beginShutdown(
            MetadataImage image, BeginShutdown command) {
        Optional<Refused> stale = staleness(image, command.nodeId(), command.epoch());
        if (stale.isPresent()) {
            return Decision.unchanged(stale.get());
        }
        NodeImage node = image.node(command.nodeId());
        if (node == null || !node.isActive()) {
            return Decision.unchanged(new Accepted());
        }
        return gone(
                image,
                new NodeShutdownBegun(command.nodeId(), command.epoch()),
                command.nodeId(),
                ChangeReason.LEADER_SHUTTING_DOWN);
    }

    static Decision<MetadataEvent, CommandReply> unregister(
            MetadataImage image, UnregisterNode command) {
        if (image.node(command.nodeId()) == null) {
            return refuse(
                    Rejection.BROKER_ID_NOT_REGISTERED,
                    "node %d is not registered",
                    command.nodeId());
        }
        // It may come back with an empty disk, so nothing of it is counted on.
        var events = new ArrayList<MetadataEvent>();
        events.add(new NodeUnregistered(command.nodeId()));
        events.addAll(ElectionRules.whenGone(image, command.nodeId(), ChangeReason.LEADER_FENCED));
        MetadataImage without = image;
        for (MetadataEvent event : events) {
            without = without.evolve(event, image.appliedIndex());
        }
        events.addAll(ElectionRules.whenLost(without, command.nodeId()));
        return new Decision<>(events, new Accepted());
    }

    /** The refusal of a request that another registration of the node sent, if it is one. */
    static Optional<Refused> staleness(MetadataImage image, int nodeId, long epoch) {
        NodeImage node = image.node(nodeId);
        if (node == null) {
            return Optional.of(
                    Refused.because(
                            Rejection.BROKER_ID_NOT_REGISTERED,
                            "node %d is not registered: register it first",
                            nodeId));
        }
        return node.epoch() == epoch
                ? Optional.empty()
                : Optional.of(
                        Refused.because(
                                Rejection.STALE_BROKER_EPOCH,
                                "node %d sent epoch %d, but is registered with epoch %d: register again",
                                nodeId,
                                epoch,
                                node.epoch()));
    }

    /** The same process with the same facts, asking again: it keeps its epoch and what it leads. */
    private static boolean isRetry(NodeImage present, RegisterNode command) {
        return present.incarnationId().equals(command.incarnationId())
                && present.endpoints().equals(command.endpoints())
                && present.logDirectories().equals(command.logDirectories())
                && Objects.equals(present.rack(), command.rack());
    }

    /**
     * Whether one of the directories that the node had is not there any more. Which replicas lay on
     * it is not known here, so none of the node's is counted on.
     */
    private static boolean hasLostADisk(NodeImage present, RegisterNode command) {
        return !command.logDirectories().containsAll(present.logDirectories());
    }

    /**
     * Whether the registered process may still run. Not when it is this very process, and not when
     * this one has its directory: a directory is locked by the process that uses it.
     */
    private static boolean isSecondProcess(NodeImage present, RegisterNode command) {
        boolean isSameProcess = present.incarnationId().equals(command.incarnationId());
        boolean hasItsDirectory =
                !Collections.disjoint(present.logDirectories(), command.logDirectories());
        return !isSameProcess && !hasItsDirectory;
    }

    private static boolean isFenced(MetadataImage image, int nodeId) {
        NodeImage node = image.node(nodeId);
        return node != null && node.fenced();
    }

    private static Decision<MetadataEvent, CommandReply> gone(
            MetadataImage image, MetadataEvent what, int nodeId, ChangeReason reason) {
        List<MetadataEvent> elections = ElectionRules.whenGone(image, nodeId, reason);
        var events = new ArrayList<MetadataEvent>(elections.size() + 1);
        events.add(what);
        events.addAll(elections);
        return new Decision<>(events, new Accepted());
    }

    private static Decision<MetadataEvent, CommandReply> refuse(
            Rejection reason, String message, Object... values) {
        return Decision.unchanged(Refused.because(reason, message, values));
    }
}
