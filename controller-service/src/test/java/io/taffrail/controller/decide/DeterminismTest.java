package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.ControllerCommand.AllocateProducerIds;
import io.taffrail.controller.command.ControllerCommand.AlterPartitions;
import io.taffrail.controller.command.ControllerCommand.BeginShutdown;
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
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.ImageCodec;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random commands, told to two controllers, one of which restarts from a snapshot all the time. */
class DeterminismTest {

    @Test
    void controllersThatReadTheSameLogComeToTheSameImageAndItIsSound() {
        for (long seed = 0; seed < 40; seed++) {
            var chance = new Random(seed);
            Given one = Given.brokers(4);
            Given other = Given.brokers(4);
            for (int step = 0; step < 150; step++) {
                ControllerCommand command = random(chance, one.image);
                assertThat(one.when(command)).isEqualTo(other.when(command));
                other.image =
                        ImageCodec.decodeImage(ByteBuffer.wrap(ImageCodec.encode(other.image)));
                assertSound(one.image, seed, step);
            }
            assertThat(ImageCodec.encode(one.image))
                    .as("seed %d", seed)
                    .isEqualTo(ImageCodec.encode(other.image));
        }
    }

    private static void assertSound(MetadataImage image, long seed, int step) {
        for (TopicImage topic : image.topics()) {
            for (PartitionImage p : topic.partitions()) {
                String at = "seed %d, step %d, %s %s".formatted(seed, step, topic.name(), p);
                assertThat(p.isr()).as(at).isNotEmpty().doesNotHaveDuplicates();
                assertThat(p.replicas()).as(at).containsAll(p.isr());
                assertThat(p.directories()).as(at).hasSameSizeAs(p.replicas());
                assertThat(p.replicas())
                        .as(at)
                        .doesNotHaveDuplicates()
                        .containsAll(p.addingReplicas())
                        .containsAll(p.removingReplicas())
                        .containsAll(p.elr());
                assertThat(hasRightOwner(topic, p, image)).as(at).isTrue();
                assertThat(p.targetReplicas()).as(at).isNotEmpty().containsAll(p.addingReplicas());
                if (p.hasLeader()) {
                    assertThat(p.isr()).as(at).contains(p.leader());
                    NodeImage leader = image.node(p.leader());
                    assertThat(leader != null && leader.isActive()).as(at).isTrue();
                }
            }
        }
    }

    private static boolean hasRightOwner(TopicImage topic, PartitionImage p, MetadataImage image) {
        boolean isSomebodyThere = image.nodes().stream().anyMatch(n -> isActiveGateway(n));
        boolean needsOwner = CoordinatedTopics.contains(topic.name()) && isSomebodyThere;
        return needsOwner
                ? p.hasCoordinator() && isActiveGateway(image.node(p.coordinator()))
                : !p.hasCoordinator();
    }

    private static boolean isActiveGateway(@Nullable NodeImage node) {
        return node != null && node.role() == NodeRole.GATEWAY && node.isActive();
    }

    private static ControllerCommand random(Random chance, MetadataImage image) {
        int id = chance.nextInt(3) == 0 ? 1_000 + chance.nextInt(3) : 1 + chance.nextInt(4);
        NodeImage node = image.node(id);
        long epoch = node == null ? 0 : node.epoch() - chance.nextInt(8) / 7;
        int which = chance.nextInt(6);
        String name = which == 5 ? CoordinatedTopics.CONSUMER_OFFSETS : "t" + which;
        TopicImage topic = image.topic(name);
        return switch (chance.nextInt(13)) {
            case 0, 1 ->
                    new CreateTopic(
                            name,
                            1 + chance.nextInt(6),
                            1 + chance.nextInt(4),
                            List.of(),
                            Map.of());
            case 2 -> new DeleteTopic(topic == null ? new UUID(0, 0) : topic.id());
            case 3 -> new CreatePartitions(name, 1 + chance.nextInt(9), List.of());
            case 4 -> new FenceNode(id, epoch);
            case 5, 6 -> new UnfenceNode(id, epoch);
            case 7 ->
                    chance.nextBoolean()
                            ? new BeginShutdown(id, epoch)
                            : new AllocateProducerIds(id, epoch);
            case 8 ->
                    new ElectLeaders(
                            chance.nextBoolean(),
                            chance.nextBoolean() ? null : List.of(new PartitionName(name, 0)));
            case 9 -> new ReassignPartitions(true, List.of(reassignment(chance, name)));
            case 10, 11 -> allInSync(topic, image);
            default -> Given.registration(id, chance.nextInt(3), null);
        };
    }

    private static Reassignment reassignment(Random chance, String topic) {
        List<Integer> ids = new ArrayList<>(List.of(1, 2, 3, 4));
        Collections.shuffle(ids, chance);
        return new Reassignment(
                new PartitionName(topic, 0),
                chance.nextInt(4) == 0 ? null : ids.subList(0, 1 + chance.nextInt(4)));
    }

    /** The leader of the first partition asks for everybody who is alive. */
    private static ControllerCommand allInSync(@Nullable TopicImage topic, MetadataImage image) {
        PartitionImage p = topic == null ? null : topic.partitions().getFirst();
        NodeImage leader = p == null ? null : image.node(p.leader());
        if (topic == null || p == null || leader == null) {
            return new AllocateProducerIds(1, -1);
        }
        List<IsrMember> living =
                p.replicas().stream()
                        .filter(id -> image.node(id) != null && image.node(id).isActive())
                        .map(id -> new IsrMember(id, image.node(id).epoch()))
                        .toList();
        return new AlterPartitions(
                leader.id(),
                leader.epoch(),
                List.of(
                        new IsrProposal(
                                topic.id(), 0, p.leaderEpoch(), p.partitionEpoch(), living)));
    }
}
