package io.taffrail.kernel.metadata;

import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.ClusterCreated;
import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.NodeShutdownBegun;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnfenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnregistered;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionsAdded;
import io.taffrail.kernel.metadata.MetadataEvent.ProducerIdsAllocated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicDeleted;
import java.util.List;
import java.util.UUID;

/**
 * The bytes of one event: a tag and the fields. A tag is never given to another event, and the
 * fields of one never change; a change is a new tag or a new version.
 */
final class EventCodec {

    private EventCodec() {}

    static void write(FieldWriter out, MetadataEvent event) {
        switch (event) {
            case ClusterCreated e -> {
                out.u8(1);
                out.text(e.clusterId());
            }
            case TopicCreated e -> {
                boolean isCoordinated = isAnyCoordinated(e.topic().partitions());
                out.u8(isCoordinated ? 14 : 2);
                out.uuid(e.topic().id());
                out.text(e.topic().name());
                out.bool(e.topic().internal());
                writePartitions(out, e.topic().partitions(), isCoordinated);
            }
            case TopicDeleted e -> {
                out.u8(3);
                out.uuid(e.topicId());
                out.text(e.name());
            }
            case PartitionsAdded e -> {
                boolean isCoordinated = isAnyCoordinated(e.partitions());
                out.u8(isCoordinated ? 15 : 4);
                out.uuid(e.topicId());
                writePartitions(out, e.partitions(), isCoordinated);
            }
            case PartitionChanged e -> {
                boolean isCoordinated = e.partition().hasCoordinator();
                out.u8(isCoordinated ? 16 : 5);
                out.uuid(e.topicId());
                write(out, e.partition(), isCoordinated);
                out.u8(number(e.reason()));
            }
            case ConfigChanged e -> {
                out.u8(6);
                write(out, e.resource());
                out.text(e.key());
                out.nullableText(e.value());
            }
            case NodeRegistered e -> {
                out.u8(7);
                write(out, e.node());
            }
            case NodeFenced e -> {
                out.u8(8);
                out.number(e.nodeId());
                out.number(e.epoch());
            }
            case NodeUnfenced e -> {
                out.u8(9);
                out.number(e.nodeId());
                out.number(e.epoch());
            }
            case NodeShutdownBegun e -> {
                out.u8(10);
                out.number(e.nodeId());
                out.number(e.epoch());
            }
            case NodeUnregistered e -> {
                out.u8(11);
                out.number(e.nodeId());
            }
            case ProducerIdsAllocated e -> {
                out.u8(12);
                out.number(e.nodeId());
                out.number(e.firstProducerId());
                out.number(e.count());
            }
            case FeatureLevelChanged e -> {
                out.u8(13);
                out.text(e.feature());
                out.number(e.level());
            }
        }
    }

    static MetadataEvent read(FieldReader in) {
        int tag = in.u8();
        return switch (tag) {
            case 1 -> new ClusterCreated(in.text());
            case 2 -> readTopic(in, false);
            case 3 -> new TopicDeleted(in.uuid(), in.text());
            case 4 -> new PartitionsAdded(in.uuid(), in.list(() -> readPartition(in, false)));
            case 5 -> new PartitionChanged(in.uuid(), readPartition(in, false), readReason(in));
            case 6 -> new ConfigChanged(readResource(in), in.text(), in.nullableText());
            case 7 -> new NodeRegistered(readNode(in));
            case 8 -> new NodeFenced(in.integer(), in.number());
            case 9 -> new NodeUnfenced(in.integer(), in.number());
            case 10 -> new NodeShutdownBegun(in.integer(), in.number());
            case 11 -> new NodeUnregistered(in.integer());
            case 12 -> new ProducerIdsAllocated(in.integer(), in.number(), in.integer());
            case 13 -> new FeatureLevelChanged(in.text(), (short) in.integer());
            case 14 -> readTopic(in, true);
            case 15 -> new PartitionsAdded(in.uuid(), in.list(() -> readPartition(in, true)));
            case 16 -> new PartitionChanged(in.uuid(), readPartition(in, true), readReason(in));
            default -> throw unknown("event", tag);
        };
    }

    private static TopicCreated readTopic(FieldReader in, boolean isCoordinated) {
        return new TopicCreated(
                new TopicImage(
                        in.uuid(),
                        in.text(),
                        in.bool(),
                        in.list(() -> readPartition(in, isCoordinated))));
    }

    private static boolean isAnyCoordinated(List<PartitionImage> partitions) {
        return partitions.stream().anyMatch(PartitionImage::hasCoordinator);
    }

    private static void writePartitions(
            FieldWriter out, List<PartitionImage> partitions, boolean isCoordinated) {
        out.list(partitions, partition -> write(out, partition, isCoordinated));
    }

    /**
     * @param isCoordinated whether the tag has a place for coordinators: those before level 3 had
     *     none, and partitions without one are written as they always were
     */
    private static void write(FieldWriter out, PartitionImage partition, boolean isCoordinated) {
        out.number(partition.partition());
        out.numbers(partition.replicas());
        out.numbers(partition.isr());
        out.numbers(partition.elr());
        out.numbers(partition.lastKnownElr());
        out.number(partition.leader());
        out.number(partition.leaderEpoch());
        out.number(partition.partitionEpoch());
        out.numbers(partition.addingReplicas());
        out.numbers(partition.removingReplicas());
        out.list(partition.directories(), directory -> writeDirectory(out, directory));
        if (isCoordinated) {
            out.number(partition.coordinator());
        }
    }

    private static PartitionImage readPartition(FieldReader in, boolean isCoordinated) {
        return new PartitionImage(
                in.integer(),
                in.numbers(),
                in.numbers(),
                in.numbers(),
                in.numbers(),
                in.integer(),
                in.integer(),
                in.integer(),
                in.numbers(),
                in.numbers(),
                in.list(() -> readDirectory(in)),
                isCoordinated ? in.integer() : PartitionImage.NO_COORDINATOR);
    }

    /** Nearly all directories are unassigned, so that case takes one byte. */
    private static void writeDirectory(FieldWriter out, UUID directory) {
        boolean assigned = !directory.equals(PartitionImage.UNASSIGNED_DIRECTORY);
        out.bool(assigned);
        if (assigned) {
            out.uuid(directory);
        }
    }

    private static UUID readDirectory(FieldReader in) {
        return in.bool() ? in.uuid() : PartitionImage.UNASSIGNED_DIRECTORY;
    }

    private static void write(FieldWriter out, NodeImage node) {
        out.number(node.id());
        out.number(node.epoch());
        out.uuid(node.incarnationId());
        out.list(
                node.endpoints(),
                endpoint -> {
                    out.text(endpoint.listener());
                    out.text(endpoint.host());
                    out.number(endpoint.port());
                });
        out.nullableText(node.rack());
        out.bool(node.fenced());
        out.bool(node.inControlledShutdown());
        out.list(node.logDirectories(), out::uuid);
    }

    private static NodeImage readNode(FieldReader in) {
        int id = in.integer();
        return new NodeImage(
                id,
                NodeRole.of(id),
                in.number(),
                in.uuid(),
                in.list(() -> new Endpoint(in.text(), in.text(), in.integer())),
                in.nullableText(),
                in.bool(),
                in.bool(),
                in.list(in::uuid));
    }

    private static void write(FieldWriter out, ConfigResource resource) {
        out.u8(
                switch (resource.type()) {
                    case TOPIC -> 2;
                    case BROKER -> 4;
                });
        out.text(resource.name());
    }

    private static ConfigResource readResource(FieldReader in) {
        int type = in.u8();
        return new ConfigResource(
                switch (type) {
                    case 2 -> ConfigResource.Type.TOPIC;
                    case 4 -> ConfigResource.Type.BROKER;
                    default -> throw unknown("kind of configured resource", type);
                },
                in.text());
    }

    /** Numbers are given here and not by the enum's order, which is free to change. */
    private static int number(ChangeReason reason) {
        return switch (reason) {
            case LEADER_FENCED -> 1;
            case LEADER_SHUTTING_DOWN -> 2;
            case LEADER_RETURNED -> 3;
            case LEADER_ELECTED -> 4;
            case ISR_SHRUNK -> 5;
            case ISR_EXPANDED -> 6;
            case REPLICA_FENCED -> 7;
            case ELIGIBLE_LEADER_ELECTED -> 8;
            case UNCLEAN_LEADER_ELECTED -> 9;
            case REPLICA_LOST -> 10;
            case ELR_CLEARED -> 11;
            case PREFERRED_LEADER_ELECTED -> 12;
            case REASSIGNMENT_BEGUN -> 13;
            case REASSIGNMENT_COMPLETED -> 14;
            case REASSIGNMENT_CANCELLED -> 15;
            case LEADER_DRAINED -> 16;
            case COORDINATOR_CHANGED -> 17;
        };
    }

    private static ChangeReason readReason(FieldReader in) {
        int number = in.u8();
        return switch (number) {
            case 1 -> ChangeReason.LEADER_FENCED;
            case 2 -> ChangeReason.LEADER_SHUTTING_DOWN;
            case 3 -> ChangeReason.LEADER_RETURNED;
            case 4 -> ChangeReason.LEADER_ELECTED;
            case 5 -> ChangeReason.ISR_SHRUNK;
            case 6 -> ChangeReason.ISR_EXPANDED;
            case 7 -> ChangeReason.REPLICA_FENCED;
            case 8 -> ChangeReason.ELIGIBLE_LEADER_ELECTED;
            case 9 -> ChangeReason.UNCLEAN_LEADER_ELECTED;
            case 10 -> ChangeReason.REPLICA_LOST;
            case 11 -> ChangeReason.ELR_CLEARED;
            case 12 -> ChangeReason.PREFERRED_LEADER_ELECTED;
            case 13 -> ChangeReason.REASSIGNMENT_BEGUN;
            case 14 -> ChangeReason.REASSIGNMENT_COMPLETED;
            case 15 -> ChangeReason.REASSIGNMENT_CANCELLED;
            case 16 -> ChangeReason.LEADER_DRAINED;
            case 17 -> ChangeReason.COORDINATOR_CHANGED;
            default -> throw unknown("reason of a partition change", number);
        };
    }

    private static UnreadableMetadata unknown(String what, int number) {
        return new UnreadableMetadata(
                "unknown %s %d: the metadata is damaged or was written by a newer version"
                        .formatted(what, number));
    }
}
