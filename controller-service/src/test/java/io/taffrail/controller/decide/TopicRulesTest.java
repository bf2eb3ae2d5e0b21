package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.CommandReply.TopicMade;
import io.taffrail.controller.command.ControllerCommand.CreatePartitions;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.DeleteTopic;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.UpdateFeature;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.ConfigResource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRulesTest {

    @Test
    void aNewTopicHasALeaderForEachPartitionAndItsSettings() {
        Given given = Given.brokers(1);

        var made = (TopicMade) given.when(topic("orders", 3, 1, Map.of("retention.ms", "5")));

        assertThat(made.partitions()).isEqualTo(3);
        assertThat(given.image.topic("orders").id()).isEqualTo(made.topicId());
        assertThat(given.image.topic("orders").partitions())
                .allSatisfy(p -> {
                    assertThat(p.leader()).isEqualTo(1);
                    assertThat(p.isr()).containsExactly(1);
                    assertThat(p.leaderEpoch()).isZero();
                });
        assertThat(given.image.configs(ConfigResource.topic("orders")))
                .containsExactly(Map.entry("retention.ms", "5"));
    }

    @Test
    void aTopicExistsOnceHoweverOftenItIsCreated() {
        Given given = Given.brokers(1);
        given.when(topic("orders", 1, 1, Map.of()));
        UUID id = given.image.topic("orders").id();

        assertThat(given.refusal(topic("orders", 1, 1, Map.of())))
                .isEqualTo(Rejection.TOPIC_ALREADY_EXISTS);
        assertThat(given.image.topic("orders").id()).isEqualTo(id);
    }

    @Test
    void aTopicThatIsCreatedAgainHasAnotherId() {
        Given given = Given.brokers(1);
        given.when(topic("orders", 1, 1, Map.of()));
        UUID first = given.image.topic("orders").id();
        assertThat(given.when(new DeleteTopic(first))).isEqualTo(new Accepted());

        given.when(topic("orders", 1, 1, Map.of()));

        assertThat(given.image.topic("orders").id()).isNotEqualTo(first);
        assertThat(given.refusal(new DeleteTopic(first)))
                .as("a delayed retry of the deletion does not hit the new topic")
                .isEqualTo(Rejection.UNKNOWN_TOPIC_ID);
    }

    @Test
    void theCanarysTopicIsInternalFromItsLevelOn() {
        Given given = Given.brokers(1);
        given.when(new UpdateFeature(FeatureRules.RULES, (short) 3, true));
        given.when(topic("__canary", 1, 1, Map.of()));
        assertThat(given.image.topic("__canary").internal()).isFalse();

        given.when(new DeleteTopic(given.image.topic("__canary").id()));
        given.when(new UpdateFeature(FeatureRules.RULES, (short) 4, false));
        given.when(topic("__canary", 1, 1, Map.of()));
        assertThat(given.image.topic("__canary").internal()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "naïve"})
    void aNameThatCannotBeADirectoryIsRefused(String name) {
        assertThat(Given.brokers(1).refusal(topic(name, 1, 1, Map.of())))
                .isEqualTo(Rejection.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void namesThatDifferInDotsAndUnderscoresOnlyAreRefused() {
        Given given = Given.brokers(1);
        given.when(topic("a.b", 1, 1, Map.of()));

        assertThat(given.refusal(topic("a_b", 1, 1, Map.of())))
                .isEqualTo(Rejection.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void numbersOutOfBoundsAreRefusedWithTheBound() {
        Given given = Given.brokers(2);

        assertThat(given.refusal(topic("t", 0, 1, Map.of())))
                .isEqualTo(Rejection.INVALID_PARTITIONS);
        assertThat(given.refusal(topic("t", 10_001, 1, Map.of())))
                .isEqualTo(Rejection.INVALID_PARTITIONS);
        assertThat(given.refusal(topic("t", 1, 0, Map.of())))
                .isEqualTo(Rejection.INVALID_REPLICATION_FACTOR);
        assertThat(given.refusal(topic("t", 1, 3, Map.of())))
                .isEqualTo(Rejection.INVALID_REPLICATION_FACTOR);
        var refused = (Refused) given.when(topic("t", 1, 3, Map.of()));
        assertThat(refused.rejected().message())
                .isEqualTo(
                        "replication factor 3 is above the number of brokers, which is 2: lower it, or start more brokers");
    }

    @Test
    void withoutALivingBrokerThereIsNoTopic() {
        assertThat(Given.cluster().refusal(topic("t", 1, 1, Map.of())))
                .isEqualTo(Rejection.INVALID_REPLICATION_FACTOR);
    }

    @Test
    void gatewaysHoldNoPartitions() {
        Given given = Given.cluster().broker(1_000, null);

        assertThat(given.refusal(topic("t", 1, 1, Map.of())))
                .isEqualTo(Rejection.INVALID_REPLICATION_FACTOR);
        assertThat(given.refusal(assigned("t", List.of(List.of(1_000)))))
                .isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
    }

    @Test
    void aBrokerThatIsAwayGetsReplicasButLeadsNothing() {
        Given given = Given.brokers(3);
        given.when(new FenceNode(2, given.epoch(2)));

        given.when(topic("t", 6, 3, Map.of()));

        assertThat(given.image.topic("t").partitions())
                .allSatisfy(p -> {
                    assertThat(p.replicas()).containsExactlyInAnyOrder(1, 2, 3);
                    assertThat(p.isr()).doesNotContain(2).hasSize(2);
                    assertThat(p.leader()).isNotEqualTo(2);
                });
    }

    @Test
    void anAssignmentIsTakenAsItIs() {
        Given given = Given.brokers(3);

        given.when(assigned("t", List.of(List.of(3, 1), List.of(2, 3))));

        assertThat(given.partition("t", 0).replicas()).containsExactly(3, 1);
        assertThat(given.partition("t", 0).leader()).isEqualTo(3);
        assertThat(given.partition("t", 1).leader()).isEqualTo(2);
    }

    @Test
    void anAssignmentThatMakesNoSenseIsRefused() {
        Given given = Given.brokers(2);

        assertThat(given.refusal(assigned("t", List.of(List.of(1, 1)))))
                .isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
        assertThat(given.refusal(assigned("t", List.of(List.of(9)))))
                .isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
        assertThat(given.refusal(assigned("t", List.of(List.of(1), List.of(1, 2)))))
                .isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
        assertThat(given.refusal(assigned("t", List.of(List.of()))))
                .isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
    }

    @Test
    void aSettingThatCannotBeKeepsTheTopicFromBeingMade() {
        Given given = Given.brokers(1);

        assertThat(given.refusal(topic("t", 1, 1, Map.of("segment.bytes", "512"))))
                .isEqualTo(Rejection.INVALID_CONFIG);
        assertThat(given.image.topic("t")).isNull();
    }

    @Test
    void theStateOfGroupsIsInternal() {
        Given given = Given.brokers(1);
        given.when(topic("__consumer_offsets", 1, 1, Map.of()));

        assertThat(given.image.topic("__consumer_offsets").internal()).isTrue();
    }

    @Test
    void theStateOfGroupsStaysAndKeepsItsShards() {
        Given given = Given.brokers(1);
        given.when(topic("__consumer_offsets", 2, 1, Map.of()));

        assertThat(given.refusal(new CreatePartitions("__consumer_offsets", 5, List.of())))
                .isEqualTo(Rejection.INVALID_TOPIC_EXCEPTION);
        assertThat(given.refusal(new DeleteTopic(given.image.topic("__consumer_offsets").id())))
                .isEqualTo(Rejection.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void partitionsAreAddedAndNeverTakenAway() {
        Given given = Given.brokers(2);
        given.when(topic("t", 2, 2, Map.of()));

        assertThat(given.when(new CreatePartitions("t", 5, List.of()))).isEqualTo(new Accepted());

        assertThat(given.image.topic("t").partitions()).hasSize(5);
        assertThat(given.partition("t", 4).replicas()).hasSize(2);
        assertThat(given.refusal(new CreatePartitions("t", 5, List.of())))
                .isEqualTo(Rejection.INVALID_PARTITIONS);
        assertThat(given.refusal(new CreatePartitions("t", 4, List.of())))
                .isEqualTo(Rejection.INVALID_PARTITIONS);
        assertThat(given.refusal(new CreatePartitions("t", 10_001, List.of())))
                .isEqualTo(Rejection.INVALID_PARTITIONS);
        assertThat(given.refusal(new CreatePartitions("none", 2, List.of())))
                .isEqualTo(Rejection.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(given.refusal(new CreatePartitions("t", 7, List.of(List.of(1, 2)))))
                .isEqualTo(Rejection.INVALID_REPLICA_ASSIGNMENT);
    }

    private static CreateTopic topic(
            String name, int partitions, int replicas, Map<String, String> configs) {
        return new CreateTopic(name, partitions, replicas, List.of(), configs);
    }

    private static CreateTopic assigned(String name, List<List<Integer>> assignment) {
        return new CreateTopic(name, -1, -1, assignment, Map.of());
    }
}
