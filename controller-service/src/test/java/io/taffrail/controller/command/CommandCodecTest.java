package io.taffrail.controller.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.taffrail.kernel.metadata.UnreadableMetadata;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandCodecTest {

    private static final CommandStamp STAMP = new CommandStamp(1_700_000_000_000L, -5, "User:a");

    private static final List<ControllerCommand> EVERY_COMMAND =
            List.of(
                    new CreateCluster(),
                    new CreateTopic(
                            "orders",
                            3,
                            2,
                            List.of(List.of(1, 2), List.of(2, 1)),
                            Map.of("retention.ms", "5", "segment.ms", "7")),
                    new DeleteTopic(new UUID(1, 2)),
                    new CreatePartitions("orders", 5, List.of(List.of(3))),
                    new AlterConfigs(
                            ConfigResource.broker(3),
                            List.of(
                                    new ConfigEdit("a", ConfigEdit.Operation.SET, "1"),
                                    new ConfigEdit("b", ConfigEdit.Operation.DELETE, null),
                                    new ConfigEdit("c", ConfigEdit.Operation.APPEND, "x"),
                                    new ConfigEdit("d", ConfigEdit.Operation.SUBTRACT, "y")),
                            true),
                    new RegisterNode(
                            1_000,
                            "c",
                            new UUID(3, 4),
                            List.of(new Endpoint("PLAINTEXT", "localhost", 9092)),
                            null,
                            List.of(new UUID(5, 6))),
                    new FenceNode(1, 2),
                    new UnfenceNode(1, 2),
                    new BeginShutdown(1, 2),
                    new UnregisterNode(1),
                    new AlterPartitions(
                            1,
                            2,
                            List.of(
                                    new IsrProposal(
                                            new UUID(1, 2),
                                            0,
                                            3,
                                            4,
                                            List.of(new IsrMember(1, -1), new IsrMember(2, 9))))),
                    new AllocateProducerIds(1, 2),
                    new UpdateFeature("taffrail.rules", (short) 1, true),
                    new ElectLeaders(true, null),
                    new ElectLeaders(false, List.of(new PartitionName("orders", 3))),
                    new ReassignPartitions(
                            true,
                            List.of(
                                    new Reassignment(new PartitionName("orders", 3), List.of(1, 2)),
                                    new Reassignment(new PartitionName("orders", 4), null))));

    @Test
    void everyCommandComesBackAsItWas() {
        for (ControllerCommand command : EVERY_COMMAND) {
            var stamped = new StampedCommand(STAMP, command);
            assertThat(CommandCodec.decode(ByteBuffer.wrap(CommandCodec.encode(stamped))))
                    .isEqualTo(stamped);
        }
        assertThat(EVERY_COMMAND.stream().map(Object::getClass).distinct())
                .as("the sample has one of each kind")
                .hasSize(ControllerCommand.class.getPermittedSubclasses().length);
    }

    @Test
    void theBytesOfACommandAreThoseOfVersionOne() {
        var stamped =
                new StampedCommand(
                        new CommandStamp(1_000, 255, "User:a"),
                        new CreateTopic("t", 3, 1, List.of(), Map.of("a", "b")));

        assertThat(HexFormat.of().formatHex(CommandCodec.encode(stamped)))
                .isEqualTo(
                        "01" // version 1
                                + "d00f" // at 1000
                                + "00000000000000ff" // seed
                                + "0c557365723a61" // User:a
                                + "02" // CreateTopic
                                + "0274" // t
                                + "06" // 3 partitions
                                + "02" // 1 replica
                                + "00" // no assignment
                                + "02" // one setting
                                + "02610262"); // a = b
    }

    @Test
    void commandsThatAreCutShortOrOfAnotherVersionAreRefused() {
        for (ControllerCommand command : EVERY_COMMAND) {
            byte[] bytes = CommandCodec.encode(new StampedCommand(STAMP, command));
            for (int length = 0; length < bytes.length; length++) {
                ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> CommandCodec.decode(cut))
                        .isInstanceOf(UnreadableMetadata.class);
            }
        }
        assertThatThrownBy(() -> CommandCodec.decode(ByteBuffer.wrap(new byte[] {9, 1, 1})))
                .hasMessageContaining("version 9, but this build reads version 1");
    }
}
