package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.PartitionOutcome;
import io.taffrail.controller.command.CommandReply.PartitionOutcomes;
import io.taffrail.controller.command.ControllerCommand.ElectLeaders;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.controller.decide.ElectionRules.Elected;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elections that somebody asks for (KIP-183, KIP-460): back to the first replica of each partition,
 * or, where nobody leads, on to whoever is alive, at the price of records. Separate from {@link
 * ElectionRules}, which elects because nodes come and go.
 */
final class RequestedElections {

    private final MetadataImage image;
    private final boolean unclean;
    private final List<MetadataEvent> events = new ArrayList<>();
    private final List<PartitionOutcome> outcomes = new ArrayList<>();

    private RequestedElections(MetadataImage image, boolean unclean) {
        this.image = image;
        this.unclean = unclean;
    }

    /**
     * Elects for each partition by itself. Where all were asked for, those that need nothing are
     * left out of the answer, as Kafka does.
     */
    static Decision<MetadataEvent, CommandReply> elect(MetadataImage image, ElectLeaders command) {
        var elections = new RequestedElections(image, command.unclean());
        List<PartitionName> asked = command.partitions();
        boolean ofAll = asked == null;
        Set<PartitionName> names = ofAll ? all(image) : new LinkedHashSet<>(asked);
        for (PartitionName name : names) {
            Rejected refused = elections.refusalOrElected(name);
            boolean isNeeded = refused == null || refused.reason() != Rejection.ELECTION_NOT_NEEDED;
            if (isNeeded || !ofAll) {
                elections.outcomes.add(new PartitionOutcome(name, refused));
            }
        }
        return new Decision<>(elections.events, new PartitionOutcomes(elections.outcomes));
    }

    /** Whether the partition's first replica could lead it and does not. */
    static boolean isPreferredElectable(MetadataImage image, PartitionImage partition) {
        int preferred = partition.replicas().getFirst();
        NodeImage node = image.node(preferred);
        return partition.leader() != preferred
                && partition.isr().contains(preferred)
                && node != null
                && node.isActive()
                && !DrainRules.isDraining(image, preferred);
    }

    private @Nullable Rejected refusalOrElected(PartitionName name) {
        TopicImage topic = image.topic(name.topic());
        PartitionImage partition = image.partition(name.topic(), name.partition());
        if (topic == null || partition == null) {
            return rejected(
                    Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                    "topic %s has no partition %d, or does not exist",
                    name.topic(),
                    name.partition());
        }
        int preferred = partition.replicas().getFirst();
        boolean isLedAsAsked = unclean ? partition.hasLeader() : partition.leader() == preferred;
        if (isLedAsAsked) {
            return rejected(
                    Rejection.ELECTION_NOT_NEEDED,
                    "partition %s-%d is led by node %d already",
                    name.topic(),
                    name.partition(),
                    partition.leader());
        }
        Elected elected =
                unclean
                        ? ElectionRules.uncleanly(image, topic.name(), partition)
                        : preferred(partition);
        if (elected != null) {
            events.add(new PartitionChanged(topic.id(), elected.partition(), elected.reason()));
            return null;
        }
        return unclean
                ? rejected(
                        Rejection.ELIGIBLE_LEADERS_NOT_AVAILABLE,
                        "none of the replicas %s of partition %s-%d is alive: start one",
                        partition.replicas(),
                        name.topic(),
                        name.partition())
                : rejected(
                        Rejection.PREFERRED_LEADER_NOT_AVAILABLE,
                        "node %d, the first replica of partition %s-%d, is not alive and in sync (ISR %s), or is being drained: start it, wait until it has caught up, or end its drain",
                        preferred,
                        name.topic(),
                        name.partition(),
                        partition.isr());
    }

    private @Nullable Elected preferred(PartitionImage partition) {
        return isPreferredElectable(image, partition)
                ? new Elected(
                        partition.withLeader(
                                partition.replicas().getFirst(), partition.isr(), partition.elr()),
                        ChangeReason.PREFERRED_LEADER_ELECTED)
                : null;
    }

    private static Set<PartitionName> all(MetadataImage image) {
        var names = new LinkedHashSet<PartitionName>();
        for (TopicImage topic : image.topics()) {
            for (PartitionImage partition : topic.partitions()) {
                names.add(new PartitionName(topic.name(), partition.partition()));
            }
        }
        return names;
    }

    private static Rejected rejected(Rejection reason, String message, Object... values) {
        return new Rejected(reason, message.formatted(values));
    }
}
