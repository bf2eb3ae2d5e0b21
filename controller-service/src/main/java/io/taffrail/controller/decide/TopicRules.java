package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.CommandReply.TopicMade;
import io.taffrail.controller.command.ControllerCommand.CreatePartitions;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.DeleteTopic;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.CanaryTopic;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionsAdded;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicDeleted;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.metadata.TopicNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a topic may be created, grown or deleted, and what it then looks like. */
final class TopicRules {

    /** Beyond this, one command would hold up the log; ask for more topics instead. */
    static final int PARTITIONS_MAX = 10_000;

    private static final Set<String> INTERNAL =
            Set.of("__consumer_offsets", "__transaction_state", "__share_group_state");

    private TopicRules() {}

    static Decision<MetadataEvent, CommandReply> create(
            MetadataImage image, CreateTopic command, long seed) {
        Optional<Refused> refusal =
                nameRefusal(image, command.name())
                        .or(() -> TopicConfigs.refusal(command.configs()).map(Refused::new));
        if (refusal.isPresent()) {
            return Decision.unchanged(refusal.get());
        }
        Assigned assigned =
                command.assignment().isEmpty()
                        ? placed(image, command.partitions(), command.replicationFactor(), seed)
                        : given(image, command.assignment());
        return switch (assigned) {
            case Bad bad -> Decision.unchanged(new Refused(bad.why()));
            case Good good -> created(image, command, seed, good.partitions(image, 0));
        };
    }

    static Decision<MetadataEvent, CommandReply> delete(MetadataImage image, DeleteTopic command) {
        TopicImage topic = image.topic(command.topicId());
        if (topic == null) {
            return refuse(
                    Rejection.UNKNOWN_TOPIC_ID,
                    "topic %s does not exist: it may be deleted already",
                    command.topicId());
        }
        if (isKept(image, topic)) {
            return refuse(
                    Rejection.INVALID_TOPIC_EXCEPTION,
                    "topic %s keeps the state of coordinators and cannot be deleted: delete the groups instead",
                    topic.name());
        }
        return new Decision<>(List.of(new TopicDeleted(topic.id(), topic.name())), new Accepted());
    }

    static Decision<MetadataEvent, CommandReply> addPartitions(
            MetadataImage image, CreatePartitions command, long seed) {
        TopicImage topic = image.topic(command.topic());
        if (topic == null) {
            return refuse(
                    Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                    "topic %s does not exist",
                    command.topic());
        }
        if (isKept(image, topic)) {
            return refuse(
                    Rejection.INVALID_TOPIC_EXCEPTION,
                    "topic %s keeps the state of coordinators, and what belongs to which of its partitions follows from their number: it cannot be changed",
                    topic.name());
        }
        int present = topic.partitions().size();
        int added = command.total() - present;
        if (added <= 0) {
            return refuse(
                    Rejection.INVALID_PARTITIONS,
                    "topic %s has %d partitions, and %d is not more: partitions can only be added",
                    topic.name(),
                    present,
                    command.total());
        }
        if (command.total() > PARTITIONS_MAX) {
            return tooManyPartitions(command.total());
        }
        boolean isAssigned = !command.assignment().isEmpty();
        if (isAssigned && command.assignment().size() != added) {
            return refuse(
                    Rejection.INVALID_REPLICA_ASSIGNMENT,
                    "%d partitions are to be added to topic %s, but brokers are given for %d",
                    added,
                    topic.name(),
                    command.assignment().size());
        }
        int replicationFactor = topic.partitions().getFirst().targetReplicas().size();
        Assigned assigned =
                isAssigned
                        ? given(image, command.assignment())
                        : placed(image, added, replicationFactor, seed);
        return switch (assigned) {
            case Bad bad -> Decision.unchanged(new Refused(bad.why()));
            case Good good ->
                    new Decision<>(
                            List.of(
                                    new PartitionsAdded(
                                            topic.id(), good.partitions(image, present))),
                            new Accepted());
        };
    }

    /** Whether coordinators count on the topic and on the number of its partitions. */
    private static boolean isKept(MetadataImage image, TopicImage topic) {
        return CoordinatedTopics.contains(topic.name())
                && image.featureLevel(FeatureRules.RULES) >= FeatureRules.LEVEL_OF_COORDINATORS;
    }

    private static Decision<MetadataEvent, CommandReply> created(
            MetadataImage image, CreateTopic command, long seed, List<PartitionImage> partitions) {
        var topic =
                new TopicImage(
                        SeededIds.uuid(seed),
                        command.name(),
                        isInternal(image, command.name()),
                        partitions);
        var events = new ArrayList<MetadataEvent>();
        events.add(new TopicCreated(topic));
        var resource = ConfigResource.topic(command.name());
        command.configs().forEach((key, v) -> events.add(new ConfigChanged(resource, key, v)));
        return new Decision<>(
                events,
                new TopicMade(
                        topic.id(), partitions.size(), partitions.getFirst().replicas().size()));
    }

    private static boolean isInternal(MetadataImage image, String name) {
        boolean isCanarys =
                name.equals(CanaryTopic.NAME)
                        && image.featureLevel(FeatureRules.RULES)
                                >= CanaryTopic.INTERNAL_FROM_LEVEL;
        return isCanarys || INTERNAL.contains(name);
    }

    private static Optional<Refused> nameRefusal(MetadataImage image, String name) {
        Optional<String> objection = TopicNames.objection(name);
        if (objection.isPresent()) {
            return objection.map(
                    text -> new Refused(new Rejected(Rejection.INVALID_TOPIC_EXCEPTION, text)));
        }
        if (image.topic(name) != null) {
            return Optional.of(
                    Refused.because(
                            Rejection.TOPIC_ALREADY_EXISTS, "topic %s exists already", name));
        }
        String colliding = image.collidingTopic(name);
        if (colliding != null) {
            return Optional.of(
                    Refused.because(
                            Rejection.INVALID_TOPIC_EXCEPTION,
                            "topic name '%s' collides with topic '%s': metrics cannot tell '.' from '_', so choose another",
                            name,
                            colliding));
        }
        return Optional.empty();
    }

    /** Replicas for each new partition, or why there are none. */
    private sealed interface Assigned {}

    private record Bad(Rejected why) implements Assigned {}

    private record Good(List<List<Integer>> replicas) implements Assigned {

        /**
         * New partitions from that number on; only living brokers count as in sync, and of those
         * one that is being drained does not come first, for the first one leads.
         */
        List<PartitionImage> partitions(MetadataImage image, int firstPartition) {
            Set<Integer> draining = DrainRules.draining(image);
            var partitions = new ArrayList<PartitionImage>(replicas.size());
            for (List<Integer> of : replicas) {
                List<Integer> isr =
                        of.stream()
                                .filter(id -> ReplicaLists.isActive(image, id))
                                .sorted(Comparator.comparing(draining::contains))
                                .toList();
                partitions.add(PartitionImage.created(firstPartition + partitions.size(), of, isr));
            }
            return partitions;
        }
    }

    private static Assigned placed(
            MetadataImage image, int partitions, int replicationFactor, long seed) {
        if (partitions < 1) {
            return bad(
                    Rejection.INVALID_PARTITIONS,
                    "number of partitions %d is below 1: give at least one",
                    partitions);
        }
        if (partitions > PARTITIONS_MAX) {
            return new Bad(tooMany(partitions));
        }
        if (replicationFactor < 1) {
            return bad(
                    Rejection.INVALID_REPLICATION_FACTOR,
                    "replication factor %d is below 1: give at least one",
                    replicationFactor);
        }
        var brokers =
                image.nodes().stream().filter(node -> node.role() == NodeRole.BROKER).toList();
        var placement = new Placement(brokers, DrainRules.draining(image), seed);
        if (placement.livingCount() == 0) {
            return bad(
                    Rejection.INVALID_REPLICATION_FACTOR,
                    "replication factor %d, but no broker is alive: start one",
                    replicationFactor);
        }
        if (placement.brokerCount() < replicationFactor) {
            return bad(
                    Rejection.INVALID_REPLICATION_FACTOR,
                    "replication factor %d is above the number of brokers, which is %d: lower it, or start more brokers",
                    replicationFactor,
                    placement.brokerCount());
        }
        return new Good(placement.place(partitions, replicationFactor));
    }

    private static Assigned given(MetadataImage image, List<List<Integer>> assignment) {
        if (assignment.size() > PARTITIONS_MAX) {
            return new Bad(tooMany(assignment.size()));
        }
        int replicationFactor = assignment.getFirst().size();
        for (List<Integer> replicas : assignment) {
            if (replicas.isEmpty() || replicas.size() != replicationFactor) {
                return bad(
                        Rejection.INVALID_REPLICA_ASSIGNMENT,
                        "partitions have %d and %d replicas: give each the same number, at least one",
                        replicationFactor,
                        replicas.size());
            }
            Optional<Rejected> objection = ReplicaLists.objection(image, replicas);
            if (objection.isPresent()) {
                return new Bad(objection.get());
            }
        }
        return new Good(assignment);
    }

    private static Decision<MetadataEvent, CommandReply> tooManyPartitions(int partitions) {
        return Decision.unchanged(new Refused(tooMany(partitions)));
    }

    private static Rejected tooMany(int partitions) {
        return new Rejected(
                Rejection.INVALID_PARTITIONS,
                "number of partitions %d is above %d for one topic: lower it, or use several topics"
                        .formatted(partitions, PARTITIONS_MAX));
    }

    private static Assigned bad(Rejection reason, String message, Object... values) {
        return new Bad(new Rejected(reason, message.formatted(values)));
    }

    private static Decision<MetadataEvent, CommandReply> refuse(
            Rejection reason, String message, Object... values) {
        return Decision.unchanged(Refused.because(reason, message, values));
    }
}
