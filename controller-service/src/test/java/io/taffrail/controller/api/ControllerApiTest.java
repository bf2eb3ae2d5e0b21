package io.taffrail.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.protocol.wire.FollowMetadataRequest;
import io.taffrail.protocol.wire.FollowMetadataResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.AllocateProducerIdsRequestData;
import org.apache.kafka.common.message.AllocateProducerIdsResponseData;
import org.apache.kafka.common.message.AlterPartitionRequestData;
import org.apache.kafka.common.message.AlterPartitionResponseData;
import org.apache.kafka.common.message.BrokerHeartbeatRequestData;
import org.apache.kafka.common.message.BrokerHeartbeatResponseData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The controller as other nodes see it: over a connection. */
class ControllerApiTest {

    @RegisterExtension
    private final LoneController controller = new LoneController(Map.of("num.partitions", "4"));

    @Test
    void aNodeFollowsWhatIsDecided() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            one.createTopic("orders", 2, 1);

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> one.link.image().topic("orders") != null);
            assertThat(one.link.image().partition("orders", 1))
                    .isEqualTo(controller.image().partition("orders", 1));
            assertThat(one.link.image().clusterId()).isEqualTo(controller.image().clusterId());
        }
    }

    @Test
    void aNodeThatMayGoKnowsWhoLeadsInItsPlace() throws Exception {
        try (var one = TestNode.broker(0, controller.port());
                var two = TestNode.broker(1, controller.port())) {
            one.createTopic("orders", 200, 2);

            one.link.leave().get(20, TimeUnit.SECONDS);

            assertThat(one.link.image().topic("orders").partitions())
                    .hasSize(200)
                    .allMatch(partition -> partition.leader() == 1);
        }
    }

    @Test
    void aControllerThatStopsFencesNobodyWhoseConnectionItCloses() throws Exception {
        try (var one = TestNode.broker(0, controller.port());
                var two = TestNode.broker(1, controller.port())) {
            controller.stop();

            assertThat(controller.image().nodes()).hasSize(2).noneMatch(NodeImage::fenced);
        }
    }

    @Test
    void aTopicWithoutNumbersGetsTheDefaultsAndTheAnswerTellsThem() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            var topic = one.createTopic("orders", -1, -1).topics().find("orders");

            assertThat(topic.errorCode()).isZero();
            assertThat(topic.numPartitions()).isEqualTo(4);
            assertThat(topic.replicationFactor()).isEqualTo((short) 1);
            assertThat(topic.topicId())
                    .isEqualTo(Ids.wire(controller.image().topic("orders").id()));
            assertThat(topic.configs())
                    .filteredOn(config -> config.name().equals("flush.messages"))
                    .singleElement()
                    .satisfies(config -> assertThat(config.value()).isEqualTo("1"));
        }
    }

    @Test
    void theTopicOfCommittedOffsetsHasDefaultsOfItsOwn() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            var tooFew = one.createTopic("__consumer_offsets", -1, -1).topics();
            assertThat(Errors.forCode(tooFew.find("__consumer_offsets").errorCode()))
                    .as("three replicas need three brokers")
                    .isEqualTo(Errors.INVALID_REPLICATION_FACTOR);

            var made = one.createTopic("__consumer_offsets", -1, 1).topics();

            assertThat(made.find("__consumer_offsets").numPartitions()).isEqualTo(50);
            assertThat(controller.image().topic("__consumer_offsets").internal()).isTrue();
            assertThat(controller.image().configs(ConfigResource.topic("__consumer_offsets")))
                    .isEqualTo(
                            Map.of(
                                    "cleanup.policy",
                                    "compact",
                                    "compression.type",
                                    "producer",
                                    "segment.bytes",
                                    "104857600"));
        }
    }

    @Test
    void eachTopicOfABatchIsDecidedByItself() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            one.createTopic("there", 1, 1);
            var request = new CreateTopicsRequestData().setTimeoutMs(10_000);
            for (String name : List.of("there", "new", "bad name", "twice", "twice")) {
                request.topics()
                        .mustAdd(
                                new CreateTopicsRequestData.CreatableTopic()
                                        .setName(name)
                                        .setNumPartitions(1)
                                        .setReplicationFactor((short) 1));
            }

            var topics = one.ask(request, CreateTopicsResponseData.class).topics();

            assertThat(topics).hasSize(4);
            assertThat(Errors.forCode(topics.find("there").errorCode()))
                    .isEqualTo(Errors.TOPIC_ALREADY_EXISTS);
            assertThat(Errors.forCode(topics.find("new").errorCode())).isEqualTo(Errors.NONE);
            assertThat(Errors.forCode(topics.find("bad name").errorCode()))
                    .isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
            assertThat(Errors.forCode(topics.find("twice").errorCode()))
                    .isEqualTo(Errors.INVALID_REQUEST);
            assertThat(controller.image().topic("twice")).isNull();
        }
    }

    @Test
    void whatIsOnlyValidatedIsNotDone() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            var request = new CreateTopicsRequestData().setTimeoutMs(10_000).setValidateOnly(true);
            request.topics()
                    .add(
                            new CreateTopicsRequestData.CreatableTopic()
                                    .setName("orders")
                                    .setNumPartitions(3)
                                    .setReplicationFactor((short) 1));

            var topic = one.ask(request, CreateTopicsResponseData.class).topics().find("orders");

            assertThat(topic.errorCode()).isZero();
            assertThat(topic.numPartitions()).isEqualTo(3);
            assertThat(controller.image().topic("orders")).isNull();
        }
    }

    @Test
    void topicsGrowChangeTheirSettingsAndGo() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            one.createTopic("orders", 1, 1);
            var grow = new CreatePartitionsRequestData().setTimeoutMs(10_000);
            grow.topics()
                    .add(
                            new CreatePartitionsRequestData.CreatePartitionsTopic()
                                    .setName("orders")
                                    .setCount(3)
                                    .setAssignments(null));
            assertThat(
                            one.ask(grow, CreatePartitionsResponseData.class)
                                    .results()
                                    .getFirst()
                                    .errorCode())
                    .isZero();
            assertThat(controller.image().topic("orders").partitions()).hasSize(3);

            var resource =
                    new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                            .setResourceType((byte) 2)
                            .setResourceName("orders");
            resource.configs()
                    .add(
                            new IncrementalAlterConfigsRequestData.AlterableConfig()
                                    .setName("retention.ms")
                                    .setConfigOperation((byte) 0)
                                    .setValue("60000"));
            var alter = new IncrementalAlterConfigsRequestData();
            alter.resources().add(resource);
            assertThat(
                            one.ask(alter, IncrementalAlterConfigsResponseData.class)
                                    .responses()
                                    .getFirst()
                                    .errorCode())
                    .isZero();
            assertThat(controller.image().configs(ConfigResource.topic("orders")))
                    .containsEntry("retention.ms", "60000");

            var delete =
                    new DeleteTopicsRequestData()
                            .setTimeoutMs(10_000)
                            .setTopics(
                                    List.of(
                                            new DeleteTopicsRequestData.DeleteTopicState()
                                                    .setName("orders"),
                                            new DeleteTopicsRequestData.DeleteTopicState()
                                                    .setName("none")));
            var answer = one.ask(delete, DeleteTopicsResponseData.class).responses();
            assertThat(answer.find("orders").errorCode()).isZero();
            assertThat(Errors.forCode(answer.find("none").errorCode()))
                    .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
            assertThat(controller.image().topic("orders")).isNull();
        }
    }

    @Test
    void aLeaderWhoseConnectionEndsIsReplacedAtOnce() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            try (var two = TestNode.broker(1, controller.port())) {
                two.createTopic("orders", 4, 2);
                assertThat(controller.image().topic("orders").partitions())
                        .extracting(PartitionImage::leader)
                        .contains(0, 1);
            }
            // The session would last 30 s.
            await().atMost(Duration.ofSeconds(5)).until(() -> controller.image().node(1).fenced());
            assertThat(controller.image().topic("orders").partitions())
                    .allSatisfy(p -> {
                        assertThat(p.leader()).isZero();
                        assertThat(p.isr()).containsExactly(0);
                    });
            await().atMost(Duration.ofSeconds(5)).until(() -> one.link.image().node(1).fenced());
        }
    }

    @Test
    void aNodeLeavesInOrder() throws Exception {
        try (var one = TestNode.broker(0, controller.port());
                var two = TestNode.broker(1, controller.port())) {
            one.createTopic("orders", 4, 2);

            two.link.leave().get(10, TimeUnit.SECONDS);

            assertThat(controller.image().node(1).inControlledShutdown()).isTrue();
            assertThat(controller.image().topic("orders").partitions())
                    .extracting(PartitionImage::leader)
                    .containsOnly(0);
        }
    }

    @Test
    void aLeaderChangesItsIsrOverTheWire() throws Exception {
        try (var one = TestNode.broker(0, controller.port());
                var two = TestNode.broker(1, controller.port())) {
            two.createTopic("orders", 1, 2);
            PartitionImage before = controller.image().partition("orders", 0);
            TestNode leader = before.leader() == 0 ? one : two;
            var partition =
                    new AlterPartitionRequestData.PartitionData()
                            .setPartitionIndex(0)
                            .setLeaderEpoch(before.leaderEpoch())
                            .setPartitionEpoch(before.partitionEpoch())
                            .setNewIsrWithEpochs(
                                    List.of(
                                            new AlterPartitionRequestData.BrokerState()
                                                    .setBrokerId(before.leader())
                                                    .setBrokerEpoch(leader.link.nodeEpoch())));
            var request =
                    new AlterPartitionRequestData()
                            .setBrokerId(before.leader())
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
                                                    .setPartitions(List.of(partition))));

            var answer =
                    leader.ask(request, AlterPartitionResponseData.class)
                            .topics()
                            .getFirst()
                            .partitions()
                            .getFirst();

            assertThat(answer.errorCode()).isZero();
            assertThat(answer.isr()).containsExactly(before.leader());
            assertThat(answer.partitionEpoch()).isEqualTo(before.partitionEpoch() + 1);
            assertThat(
                            Errors.forCode(
                                    leader.ask(request, AlterPartitionResponseData.class)
                                            .topics()
                                            .getFirst()
                                            .partitions()
                                            .getFirst()
                                            .errorCode()))
                    .as("the same request once more")
                    .isEqualTo(Errors.INVALID_UPDATE_VERSION);
        }
    }

    @Test
    void producerIdsComeInBlocksAndToRegisteredNodesOnly() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            var request =
                    new AllocateProducerIdsRequestData()
                            .setBrokerId(0)
                            .setBrokerEpoch(one.link.nodeEpoch());
            var first = one.ask(request, AllocateProducerIdsResponseData.class);
            var second = one.ask(request, AllocateProducerIdsResponseData.class);
            assertThat(second.producerIdStart())
                    .isEqualTo(first.producerIdStart() + first.producerIdLen());

            var stale = request.duplicate().setBrokerEpoch(12_345);
            assertThat(
                            Errors.forCode(
                                    one.ask(stale, AllocateProducerIdsResponseData.class)
                                            .errorCode()))
                    .isEqualTo(Errors.STALE_BROKER_EPOCH);
        }
    }

    @Test
    void heartbeatsOfAnotherRegistrationAreRefused() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            var stale =
                    new BrokerHeartbeatRequestData()
                            .setBrokerId(0)
                            .setBrokerEpoch(one.link.nodeEpoch() + 1);
            assertThat(
                            Errors.forCode(
                                    one.ask(stale, BrokerHeartbeatResponseData.class).errorCode()))
                    .isEqualTo(Errors.STALE_BROKER_EPOCH);
            assertThat(controller.image().node(0).fenced()).isFalse();
        }
    }

    @Test
    void aNodeThatIsForgottenIsToldToRegisterAgain() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            long before = one.link.nodeEpoch();
            assertThat(
                            one.ask(
                                            new UnregisterBrokerRequestData().setBrokerId(0),
                                            UnregisterBrokerResponseData.class)
                                    .errorCode())
                    .isZero();

            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            controller.image().node(0) != null
                                    && !controller.image().node(0).fenced());
            assertThat(controller.image().node(0).epoch()).isGreaterThan(before);
        }
    }

    @Test
    void whoeverFollowsWaitsUntilThereIsSomethingOrTheTimeIsUp() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            long last = one.link.image().appliedIndex();

            var nothing =
                    one.ask(
                            new FollowMetadataRequest(0, -1, last, 100),
                            FollowMetadataResponse.class);
            assertThat(nothing.isSnapshot()).isFalse();
            assertThat(nothing.entries()).isEmpty();
            assertThat(nothing.appliedIndex()).isEqualTo(last);

            var everything =
                    one.ask(new FollowMetadataRequest(0, -1, -1, 0), FollowMetadataResponse.class);
            assertThat(everything.isSnapshot()).isTrue();
            assertThat(everything.image().clusterId()).isEqualTo(controller.image().clusterId());
        }
    }

    @Test
    void gatewaysRegisterLikeBrokersAndCount() throws Exception {
        try (var gateway = new TestNode(1_000, new UUID(9, 9), controller.port())) {
            gateway.link.discover();
            gateway.link.register(List.of());
            await().atMost(Duration.ofSeconds(10)).until(() -> gateway.link.ready().isDone());

            assertThat(controller.image().gateways()).hasSize(1);
            assertThat(controller.image().brokers()).isEmpty();
        }
    }
}
