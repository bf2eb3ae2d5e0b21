package io.taffrail.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.kernel.metadata.PartitionImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionRequestData;
import org.apache.kafka.common.message.AlterPartitionResponseData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingTopicReassignment;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who leads and where replicas are, as people change it over a connection. */
class LeadershipApiTest {

    @RegisterExtension
    private final LoneController controller =
            new LoneController(Map.of("leader.imbalance.check.interval.seconds", "1"));

    @Test
    void whereNobodyLeadsAnUncleanElectionTakesWhoeverIsThere() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            try (var two = TestNode.broker(1, controller.port())) {
                two.createTopic("orders", 1, 2);
                one.link.leave().get(10, TimeUnit.SECONDS);
                assertThat(controller.image().partition("orders", 0).isr()).containsExactly(1);
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !controller.image().partition("orders", 0).hasLeader());
        }
        try (var back = TestNode.broker(0, controller.port())) {
            assertThat(elect(back, 0, "orders")).isEqualTo(Errors.PREFERRED_LEADER_NOT_AVAILABLE);
            assertThat(elect(back, 1, "orders")).isEqualTo(Errors.NONE);

            assertThat(controller.image().partition("orders", 0).leader()).isZero();
            assertThat(elect(back, 1, "orders")).isEqualTo(Errors.ELECTION_NOT_NEEDED);
            assertThat(elect(back, 1, "none")).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
    }

    @Test
    void anElectionOfAllAnswersOnlyWhatNeededOne() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            one.createTopic("orders", 3, 1);
            var request = new ElectLeadersRequestData().setTopicPartitions(null);

            var answer = one.ask(request, ElectLeadersResponseData.class);

            assertThat(answer.errorCode()).isZero();
            assertThat(answer.replicaElectionResults()).isEmpty();
        }
    }

    @Test
    void anElectionOfNoKnownKindIsRefused() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            var request =
                    new ElectLeadersRequestData()
                            .setTopicPartitions(null)
                            .setElectionType((byte) 9);
            assertThat(Errors.forCode(one.ask(request, ElectLeadersResponseData.class).errorCode()))
                    .isEqualTo(Errors.INVALID_REQUEST);
        }
    }

    @Test
    void leadershipGoesBackToTheFirstReplicaByItself() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            try (var two = TestNode.broker(1, controller.port())) {
                two.createTopic("orders", 2, 2);
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            controller.image().topic("orders").partitions().stream()
                                    .allMatch(p -> p.leader() == 0));
            try (var back = TestNode.broker(1, controller.port())) {
                for (int partition = 0; partition < 2; partition++) {
                    join(one, partition, back);
                }
                await().atMost(Duration.ofSeconds(10))
                        .until(() ->
                                controller.image().topic("orders").partitions().stream()
                                        .allMatch(p -> p.leader() == p.replicas().getFirst()));
                assertThat(controller.image().topic("orders").partitions())
                        .as("two brokers lead one each")
                        .extracting(PartitionImage::leader)
                        .containsExactlyInAnyOrder(0, 1);
            }
        }
    }

    @Test
    void aReassignmentIsListedUntilItIsThroughAndCanBeCancelled() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            one.createTopic("orders", 1, 1);
            try (var two = TestNode.broker(1, controller.port())) {
                assertThat(reassign(one, null)).isEqualTo(Errors.NO_REASSIGNMENT_IN_PROGRESS);
                assertThat(list(one)).isEmpty();

                assertThat(reassign(one, List.of(1))).isEqualTo(Errors.NONE);
                var underWay = list(one).getFirst().partitions().getFirst();
                assertThat(list(one).getFirst().name()).isEqualTo("orders");
                assertThat(underWay.replicas()).containsExactly(1, 0);
                assertThat(underWay.addingReplicas()).containsExactly(1);
                assertThat(underWay.removingReplicas()).containsExactly(0);

                assertThat(reassign(one, null)).isEqualTo(Errors.NONE);
                assertThat(list(one)).isEmpty();

                assertThat(reassign(one, List.of(1))).isEqualTo(Errors.NONE);
                join(one, 0, two);
                assertThat(list(one)).isEmpty();
                assertThat(controller.image().partition("orders", 0).replicas()).containsExactly(1);
                assertThat(controller.image().partition("orders", 0).leader()).isEqualTo(1);
            }
        }
    }

    private static Errors reassign(TestNode node, List<Integer> target) throws Exception {
        var request =
                new AlterPartitionReassignmentsRequestData()
                        .setTimeoutMs(10_000)
                        .setTopics(
                                List.of(
                                        new ReassignableTopic()
                                                .setName("orders")
                                                .setPartitions(
                                                        List.of(
                                                                new ReassignablePartition()
                                                                        .setPartitionIndex(0)
                                                                        .setReplicas(target)))));
        return Errors.forCode(
                node.ask(request, AlterPartitionReassignmentsResponseData.class)
                        .responses()
                        .getFirst()
                        .partitions()
                        .getFirst()
                        .errorCode());
    }

    private static List<OngoingTopicReassignment> list(TestNode node) throws Exception {
        return node.ask(
                        new ListPartitionReassignmentsRequestData().setTopics(null),
                        ListPartitionReassignmentsResponseData.class)
                .topics();
    }

    @Test
    void theControllersTellHowTheirLogStands() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            var request =
                    new DescribeQuorumRequestData()
                            .setTopics(List.of(asked("__cluster_metadata"), asked("orders")));

            var answer = one.ask(request, DescribeQuorumResponseData.class);

            assertThat(answer.errorCode()).isZero();
            var log = answer.topics().getFirst().partitions().getFirst();
            assertThat(log.errorCode()).isZero();
            assertThat(log.leaderId()).isZero();
            assertThat(log.highWatermark()).isPositive();
            assertThat(log.currentVoters())
                    .singleElement()
                    .satisfies(v -> assertThat(v.logEndOffset()).isEqualTo(log.highWatermark()));
            assertThat(answer.nodes()).hasSize(1);
            assertThat(
                            Errors.forCode(
                                    answer.topics().getLast().partitions().getFirst().errorCode()))
                    .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
    }

    private static DescribeQuorumRequestData.TopicData asked(String topic) {
        return new DescribeQuorumRequestData.TopicData()
                .setTopicName(topic)
                .setPartitions(List.of(new DescribeQuorumRequestData.PartitionData()));
    }

    /** The leader asks for an ISR of both. */
    private void join(TestNode leader, int partition, TestNode joining) throws Exception {
        PartitionImage now = controller.image().partition("orders", partition);
        var wanted =
                new AlterPartitionRequestData.PartitionData()
                        .setPartitionIndex(partition)
                        .setLeaderEpoch(now.leaderEpoch())
                        .setPartitionEpoch(now.partitionEpoch())
                        .setNewIsrWithEpochs(List.of(state(0, leader), state(1, joining)));
        var request =
                new AlterPartitionRequestData()
                        .setBrokerId(0)
                        .setBrokerEpoch(leader.link.nodeEpoch())
                        .setTopics(
                                List.of(
                                        new AlterPartitionRequestData.TopicData()
                                                .setTopicId(
                                                        Ids.wire(
                                                                controller
                                                                        .image()
                                                                        .topic("orders")
                                                                        .id()))
                                                .setPartitions(List.of(wanted))));
        var answer = leader.ask(request, AlterPartitionResponseData.class);
        assertThat(answer.topics().getFirst().partitions().getFirst().errorCode()).isZero();
    }

    private static AlterPartitionRequestData.BrokerState state(int id, TestNode node) {
        return new AlterPartitionRequestData.BrokerState()
                .setBrokerId(id)
                .setBrokerEpoch(node.link.nodeEpoch());
    }

    private static Errors elect(TestNode node, int type, String topic) throws Exception {
        var request =
                new ElectLeadersRequestData().setElectionType((byte) type).setTimeoutMs(10_000);
        request.topicPartitions()
                .add(
                        new ElectLeadersRequestData.TopicPartitions()
                                .setTopic(topic)
                                .setPartitions(List.of(0)));
        return Errors.forCode(
                node.ask(request, ElectLeadersResponseData.class)
                        .replicaElectionResults()
                        .getFirst()
                        .partitionResult()
                        .getFirst()
                        .errorCode());
    }
}
