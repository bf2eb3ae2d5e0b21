package io.taffrail.controller.command;

import io.taffrail.controller.command.ControllerCommand.AllocateProducerIds;
import io.taffrail.controller.command.ControllerCommand.AlterConfigs;
import io.taffrail.controller.command.ControllerCommand.AlterPartitions;
import io.taffrail.controller.command.ControllerCommand.BeginShutdown;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.CreatePartitions;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.DeleteTopic;
import io.taffrail.controller.command.ControllerCommand.ElectLeaders;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.IsrMember;
import io.taffrail.controller.command.ControllerCommand.IsrProposal;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.controller.command.ControllerCommand.ReassignPartitions;
import io.taffrail.controller.command.ControllerCommand.Reassignment;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.command.ControllerCommand.UnregisterNode;
import io.taffrail.controller.command.ControllerCommand.UpdateFeature;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.FieldReader;
import io.taffrail.kernel.metadata.FieldWriter;
import io.taffrail.kernel.metadata.RulesLevels;
import io.taffrail.kernel.metadata.UnreadableMetadata;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a logged command: version, stamp, tag, fields. A tag is never given to another
 * command and its fields never change, since logs are read by later builds.
 */
public final class CommandCodec {

    static final int VERSION = 1;

    private CommandCodec() {}

    public static byte[] encode(StampedCommand stamped) {
        var out = new FieldWriter();
        out.u8(VERSION);
        out.number(stamped.stamp().nowMs());
        out.fixed64(stamped.stamp().seed());
        out.text(stamped.stamp().principal());
        write(out, stamped.command());
        return out.toBytes();
    }

    public static StampedCommand decode(ByteBuffer bytes) {
        var in = new FieldReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new UnreadableMetadata(
                    "a command of format version %d, but this build reads version %d: start the version that wrote it, or a newer one"
                            .formatted(version, VERSION));
        }
        var stamp = new CommandStamp(in.number(), in.fixed64(), in.text());
        var stamped = new StampedCommand(stamp, read(in));
        in.end();
        return stamped;
    }

    private static void write(FieldWriter out, ControllerCommand command) {
        switch (command) {
            case CreateCluster _ -> out.u8(1);
            case CreateTopic c -> {
                out.u8(2);
                out.text(c.name());
                out.number(c.partitions());
                out.number(c.replicationFactor());
                out.list(c.assignment(), out::numbers);
                writeTexts(out, c.configs());
            }
            case DeleteTopic c -> {
                out.u8(3);
                out.uuid(c.topicId());
            }
            case CreatePartitions c -> {
                out.u8(4);
                out.text(c.topic());
                out.number(c.total());
                out.list(c.assignment(), out::numbers);
            }
            case AlterConfigs c -> {
                out.u8(5);
                out.u8(number(c.resource().type()));
                out.text(c.resource().name());
                out.list(c.edits(), edit -> write(out, edit));
                out.bool(c.replacesAll());
            }
            case RegisterNode c -> {
                RulesLevels levels = c.levels();
                out.u8(levels == null ? 6 : 16);
                write(out, c);
                if (levels != null) {
                    out.number(levels.min());
                    out.number(levels.max());
                }
            }
            case FenceNode c -> node(out, 7, c.nodeId(), c.epoch());
            case UnfenceNode c -> node(out, 8, c.nodeId(), c.epoch());
            case BeginShutdown c -> node(out, 9, c.nodeId(), c.epoch());
            case UnregisterNode c -> {
                out.u8(10);
                out.number(c.nodeId());
            }
            case AlterPartitions c -> {
                node(out, 11, c.nodeId(), c.epoch());
                out.list(c.proposals(), proposal -> write(out, proposal));
            }
            case AllocateProducerIds c -> node(out, 12, c.nodeId(), c.epoch());
            case UpdateFeature c -> {
                out.u8(13);
                out.text(c.feature());
                out.number(c.level());
                out.bool(c.mayDowngrade());
            }
            case ReassignPartitions c -> {
                out.u8(15);
                out.bool(c.mayResize());
                out.list(c.reassignments(), reassignment -> write(out, reassignment));
            }
            case ElectLeaders c -> {
                out.u8(14);
                out.bool(c.unclean());
                out.bool(c.partitions() == null);
                out.list(
                        c.partitions() == null ? List.of() : c.partitions(),
                        partition -> write(out, partition));
            }
        }
    }

    private static ControllerCommand read(FieldReader in) {
        int tag = in.u8();
        return switch (tag) {
            case 1 -> new CreateCluster();
            case 2 ->
                    new CreateTopic(
                            in.text(),
                            in.integer(),
                            in.integer(),
                            in.list(in::numbers),
                            readTexts(in));
            case 3 -> new DeleteTopic(in.uuid());
            case 4 -> new CreatePartitions(in.text(), in.integer(), in.list(in::numbers));
            case 5 ->
                    new AlterConfigs(
                            new ConfigResource(readType(in), in.text()),
                            in.list(() -> readEdit(in)),
                            in.bool());
            case 6 -> readRegistration(in, false);
            case 7 -> new FenceNode(in.integer(), in.number());
            case 8 -> new UnfenceNode(in.integer(), in.number());
            case 9 -> new BeginShutdown(in.integer(), in.number());
            case 10 -> new UnregisterNode(in.integer());
            case 11 ->
                    new AlterPartitions(in.integer(), in.number(), in.list(() -> readProposal(in)));
            case 12 -> new AllocateProducerIds(in.integer(), in.number());
            case 13 -> new UpdateFeature(in.text(), (short) in.integer(), in.bool());
            case 14 -> readElection(in);
            case 15 -> new ReassignPartitions(in.bool(), in.list(() -> readReassignment(in)));
            case 16 -> readRegistration(in, true);
            default -> throw unknown("command", tag);
        };
    }

    private static void node(FieldWriter out, int tag, int nodeId, long epoch) {
        out.u8(tag);
        out.number(nodeId);
        out.number(epoch);
    }

    private static void write(FieldWriter out, RegisterNode c) {
        out.number(c.nodeId());
        out.text(c.clusterId());
        out.uuid(c.incarnationId());
        out.list(
                c.endpoints(),
                endpoint -> {
                    out.text(endpoint.listener());
                    out.text(endpoint.host());
                    out.number(endpoint.port());
                });
        out.nullableText(c.rack());
        out.list(c.logDirectories(), out::uuid);
    }

    private static RegisterNode readRegistration(FieldReader in, boolean hasLevels) {
        return new RegisterNode(
                in.integer(),
                in.text(),
                in.uuid(),
                in.list(() -> new Endpoint(in.text(), in.text(), in.integer())),
                in.nullableText(),
                in.list(in::uuid),
                hasLevels ? new RulesLevels((short) in.integer(), (short) in.integer()) : null);
    }

    private static void write(FieldWriter out, ConfigEdit edit) {
        out.text(edit.key());
        out.u8(
                switch (edit.operation()) {
                    case SET -> 0;
                    case DELETE -> 1;
                    case APPEND -> 2;
                    case SUBTRACT -> 3;
                });
        out.nullableText(edit.value());
    }

    private static ConfigEdit readEdit(FieldReader in) {
        String key = in.text();
        int operation = in.u8();
        return new ConfigEdit(
                key,
                switch (operation) {
                    case 0 -> ConfigEdit.Operation.SET;
                    case 1 -> ConfigEdit.Operation.DELETE;
                    case 2 -> ConfigEdit.Operation.APPEND;
                    case 3 -> ConfigEdit.Operation.SUBTRACT;
                    default -> throw unknown("operation on a setting", operation);
                },
                in.nullableText());
    }

    private static ElectLeaders readElection(FieldReader in) {
        boolean unclean = in.bool();
        boolean ofAll = in.bool();
        List<PartitionName> partitions = in.list(() -> readPartition(in));
        return new ElectLeaders(unclean, ofAll ? null : partitions);
    }

    private static void write(FieldWriter out, Reassignment reassignment) {
        write(out, reassignment.partition());
        List<Integer> target = reassignment.target();
        out.bool(target != null);
        out.numbers(target == null ? List.of() : target);
    }

    private static Reassignment readReassignment(FieldReader in) {
        PartitionName partition = readPartition(in);
        boolean hasTarget = in.bool();
        List<Integer> target = in.numbers();
        return new Reassignment(partition, hasTarget ? target : null);
    }

    private static void write(FieldWriter out, PartitionName partition) {
        out.text(partition.topic());
        out.number(partition.partition());
    }

    private static PartitionName readPartition(FieldReader in) {
        return new PartitionName(in.text(), in.integer());
    }

    private static void write(FieldWriter out, IsrProposal proposal) {
        out.uuid(proposal.topicId());
        out.number(proposal.partition());
        out.number(proposal.leaderEpoch());
        out.number(proposal.partitionEpoch());
        out.list(
                proposal.newIsr(),
                member -> {
                    out.number(member.nodeId());
                    out.number(member.nodeEpoch());
                });
    }

    private static IsrProposal readProposal(FieldReader in) {
        return new IsrProposal(
                in.uuid(),
                in.integer(),
                in.integer(),
                in.integer(),
                in.list(() -> new IsrMember(in.integer(), in.number())));
    }

    private static void writeTexts(FieldWriter out, Map<String, String> texts) {
        out.list(
                texts.entrySet(),
                entry -> {
                    out.text(entry.getKey());
                    out.text(entry.getValue());
                });
    }

    private static Map<String, String> readTexts(FieldReader in) {
        List<Map.Entry<String, String>> entries = in.list(() -> Map.entry(in.text(), in.text()));
        var texts = new TreeMap<String, String>();
        entries.forEach(entry -> texts.put(entry.getKey(), entry.getValue()));
        return texts;
    }

    private static int number(ConfigResource.Type type) {
        return switch (type) {
            case TOPIC -> 2;
            case BROKER -> 4;
        };
    }

    private static ConfigResource.Type readType(FieldReader in) {
        int number = in.u8();
        return switch (number) {
            case 2 -> ConfigResource.Type.TOPIC;
            case 4 -> ConfigResource.Type.BROKER;
            default -> throw unknown("kind of configured resource", number);
        };
    }

    private static UnreadableMetadata unknown(String what, int number) {
        return new UnreadableMetadata(
                "unknown %s %d: the log is damaged or was written by a newer version"
                        .formatted(what, number));
    }
}
