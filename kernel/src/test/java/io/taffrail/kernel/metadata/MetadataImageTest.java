package io.taffrail.kernel.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.kernel.fault.Invariant;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.NodeShutdownBegun;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnfenced;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionsAdded;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicDeleted;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MetadataImageTest {

    private static final UUID TOPIC = new UUID(1, 1);

    @Test
    void anEarlierImageDoesNotChangeWithALaterOne() {
        MetadataImage before = MetadataImage.EMPTY.evolve(created("orders", TOPIC, 2), 1);

        MetadataImage after =
                before.evolve(
                        new PartitionChanged(
                                TOPIC,
                                before.partition("orders", 1).withLeader(3, List.of(3), List.of()),
                                ChangeReason.LEADER_ELECTED),
                        2);

        assertThat(before.partition("orders", 1).leader()).isEqualTo(1);
        assertThat(after.partition("orders", 1).leader()).isEqualTo(3);
        assertThat(after.partition(TOPIC, 1).leaderEpoch()).isEqualTo(1);
        assertThat(after.partition("orders", 0)).isSameAs(before.partition("orders", 0));
    }

    @Test
    void aTopicThatIsCreatedAgainHasNoSettingsOfTheOldOne() {
        UUID second = new UUID(2, 2);
        MetadataImage image =
                MetadataImage.EMPTY
                        .evolve(created("orders", TOPIC, 1), 1)
                        .evolve(
                                new ConfigChanged(
                                        ConfigResource.topic("orders"), "retention.ms", "5"),
                                2)
                        .evolve(new TopicDeleted(TOPIC, "orders"), 3)
                        .evolve(created("orders", second, 1), 4);

        assertThat(image.topic(TOPIC)).isNull();
        assertThat(image.topic("orders").id()).isEqualTo(second);
        assertThat(image.configs(ConfigResource.topic("orders"))).isEmpty();
    }

    @Test
    void namesThatMetricsCannotTellApartCollide() {
        MetadataImage image = MetadataImage.EMPTY.evolve(created("a.b", TOPIC, 1), 1);

        assertThat(image.collidingTopic("a_b")).isEqualTo("a.b");
        assertThat(image.collidingTopic("a-b")).isNull();
        assertThat(image.evolve(new TopicDeleted(TOPIC, "a.b"), 2).collidingTopic("a_b")).isNull();
    }

    @Test
    void partitionsThatAreAddedComeAfterThoseThatAreThere() {
        MetadataImage image =
                MetadataImage.EMPTY
                        .evolve(created("orders", TOPIC, 1), 1)
                        .evolve(
                                new PartitionsAdded(
                                        TOPIC,
                                        List.of(PartitionImage.created(1, List.of(2), List.of(2)))),
                                2);

        assertThat(image.topic("orders").partitions()).hasSize(2);
        assertThat(image.partition("orders", 1).leader()).isEqualTo(2);
        assertThat(image.partition("orders", 2)).isNull();
        assertThat(image.partition("orders", -1)).isNull();
    }

    @Test
    void onlyNodesThatAreNotFencedCountAsBrokersAndGateways() {
        MetadataImage image =
                MetadataImage.EMPTY
                        .evolve(new NodeRegistered(node(1)), 1)
                        .evolve(new NodeRegistered(node(1_000)), 2);
        assertThat(image.brokers()).isEmpty();

        image = image.evolve(new NodeUnfenced(1, 1), 3).evolve(new NodeUnfenced(1_000, 2), 4);

        assertThat(image.brokers()).extracting(NodeImage::id).containsExactly(1);
        assertThat(image.gateways()).extracting(NodeImage::id).containsExactly(1_000);
        assertThat(image.evolve(new NodeFenced(1, 1), 5).brokers()).isEmpty();
    }

    @Test
    void aNodeThatIsFencedAfterItsShutdownComesBackToServe() {
        MetadataImage image =
                MetadataImage.EMPTY
                        .evolve(new NodeRegistered(node(1)), 1)
                        .evolve(new NodeUnfenced(1, 1), 2)
                        .evolve(new NodeShutdownBegun(1, 1), 3);
        assertThat(image.node(1).isActive()).isFalse();

        image = image.evolve(new NodeFenced(1, 1), 4).evolve(new NodeUnfenced(1, 1), 5);

        assertThat(image.node(1).isActive()).isTrue();
    }

    @Test
    void aSettingThatIsRemovedLeavesNoTrace() {
        MetadataImage image =
                MetadataImage.EMPTY
                        .evolve(new ConfigChanged(ConfigResource.ALL_BROKERS, "a", "1"), 1)
                        .evolve(new ConfigChanged(ConfigResource.ALL_BROKERS, "a", null), 2);

        assertThat(image.configuredResources()).isEmpty();
    }

    @Test
    void anEventThatDoesNotFitIsABugAndNotIgnored() {
        assertThatThrownBy(() -> MetadataImage.EMPTY.evolve(new NodeFenced(4, 1), 1))
                .isInstanceOf(Invariant.Broken.class)
                .hasMessageContaining("node 4");
        MetadataImage image = MetadataImage.EMPTY.atIndex(5);
        assertThatThrownBy(() -> image.evolve(created("t", TOPIC, 1), 4))
                .isInstanceOf(Invariant.Broken.class);
    }

    @Test
    void topicNamesFollowKafkasRules() {
        assertThat(TopicNames.objection("Orders.v2_x-1")).isEmpty();
        assertThat(TopicNames.objection("a".repeat(249))).isEmpty();
        assertThat(TopicNames.objection("a".repeat(250)))
                .hasValueSatisfying(text -> assertThat(text).contains("250").contains("249"));
        assertThat(TopicNames.objection("")).isPresent();
        assertThat(TopicNames.objection(".")).isPresent();
        assertThat(TopicNames.objection("..")).isPresent();
        assertThat(TopicNames.objection("a b"))
                .hasValueSatisfying(text -> assertThat(text).contains("position 1"));
        assertThat(TopicNames.objection("ünï")).isPresent();
    }

    private static TopicCreated created(String name, UUID id, int partitions) {
        return new TopicCreated(
                new TopicImage(
                        id,
                        name,
                        false,
                        java.util.stream.IntStream.range(0, partitions)
                                .mapToObj(p -> PartitionImage.created(p, List.of(1), List.of(1)))
                                .toList()));
    }

    private static NodeImage node(int id) {
        return new NodeImage(
                id,
                NodeRole.of(id),
                1,
                new UUID(9, 9),
                List.of(new Endpoint("PLAINTEXT", "localhost", 9092)),
                null,
                true,
                false,
                List.of());
    }
}
