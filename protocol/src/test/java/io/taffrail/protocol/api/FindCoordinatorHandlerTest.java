package io.taffrail.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Two gateways and ten shards: even ones are gateway 1000's, odd ones gateway 1001's. */
class FindCoordinatorHandlerTest {

    private static final int SHARDS = 10;
    private static final short ONE_KEY = 3;
    private static final short SEVERAL_KEYS = 6;

    @Test
    void aGroupsCoordinatorIsTheGatewayThatOwnsItsShard() {
        String group = "billing";
        int owner = 1000 + CoordinatorShards.shardOf(group, SHARDS) % 2;

        FindCoordinatorResponseData answer = ask(ONE_KEY, CoordinatorShards.GROUP, group);

        assertThat(answer.errorCode()).isZero();
        assertThat(answer.nodeId()).isEqualTo(owner);
        assertThat(answer.host()).isEqualTo("host-" + owner);
        assertThat(answer.port()).isEqualTo(9094);
    }

    @Test
    void eachOfSeveralKeysIsAnsweredForItself() {
        List<Coordinator> answers =
                ask(SEVERAL_KEYS, CoordinatorShards.GROUP, "a", "", "b").coordinators();

        assertThat(answers).extracting(Coordinator::key).containsExactly("a", "", "b");
        assertThat(answers)
                .extracting(answer -> Errors.forCode(answer.errorCode()))
                .containsExactly(Errors.NONE, Errors.INVALID_GROUP_ID, Errors.NONE);
    }

    @Test
    void aGatewayThatSharesABrokersListenerIsNamedAsThatBroker() {
        MetadataImage image =
                image(true)
                        .evolve(new NodeRegistered(node(1, "host-1000")), 9)
                        .evolve(new NodeRegistered(node(2, "host-1001")), 10);

        FindCoordinatorResponseData answer =
                FindCoordinatorHandler.answer(
                        ONE_KEY,
                        request(ONE_KEY, CoordinatorShards.GROUP, "a"),
                        image,
                        Endpoint.KAFKA);

        assertThat(answer.nodeId()).as("the only nodes that clients know").isIn(1, 2);
    }

    @Test
    void whatNobodyCoordinatesIsAskedForAgain() {
        for (byte kind : new byte[] {CoordinatorShards.TRANSACTION, CoordinatorShards.SHARE}) {
            Coordinator answer = ask(SEVERAL_KEYS, kind, "x").coordinators().getFirst();

            assertThat(Errors.forCode(answer.errorCode()))
                    .isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
            assertThat(answer.errorMessage()).contains("not coordinated here yet");
        }
    }

    @Test
    void aKindThatDoesNotExistIsRefused() {
        assertThat(Errors.forCode(ask(ONE_KEY, (byte) 9, "x").errorCode()))
                .isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void withoutTheTopicOrAnOwnerThereIsNoneYet() {
        for (MetadataImage image : List.of(MetadataImage.EMPTY, image(false))) {
            FindCoordinatorResponseData answer =
                    FindCoordinatorHandler.answer(
                            ONE_KEY,
                            request(ONE_KEY, CoordinatorShards.GROUP, "a"),
                            image,
                            Endpoint.KAFKA);

            assertThat(Errors.forCode(answer.errorCode()))
                    .isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
            assertThat(answer.nodeId()).isEqualTo(-1);
        }
    }

    private static FindCoordinatorResponseData ask(short version, byte kind, String... keys) {
        return FindCoordinatorHandler.answer(
                version, request(version, kind, keys), image(true), Endpoint.KAFKA);
    }

    private static FindCoordinatorRequestData request(short version, byte kind, String... keys) {
        var request = new FindCoordinatorRequestData().setKeyType(kind);
        return version == ONE_KEY
                ? request.setKey(keys[0])
                : request.setCoordinatorKeys(List.of(keys));
    }

    private static MetadataImage image(boolean isOwned) {
        var shards = new ArrayList<PartitionImage>();
        for (int i = 0; i < SHARDS; i++) {
            PartitionImage shard = PartitionImage.created(i, List.of(1), List.of(1));
            shards.add(isOwned ? shard.withCoordinator(1000 + i % 2) : shard);
        }
        var topic =
                new TopicImage(new UUID(0, 1), CoordinatedTopics.CONSUMER_OFFSETS, true, shards);
        MetadataImage image = MetadataImage.EMPTY;
        for (MetadataEvent event :
                List.of(
                        new NodeRegistered(node(1000, "host-1000")),
                        new NodeRegistered(node(1001, "host-1001")),
                        new TopicCreated(topic))) {
            image = image.evolve(event, image.appliedIndex() + 1);
        }
        return image;
    }

    private static NodeImage node(int id, String host) {
        return new NodeImage(
                id,
                NodeRole.of(id),
                1,
                new UUID(2, id),
                List.of(new Endpoint("HTTP", host, 8080), new Endpoint(Endpoint.KAFKA, host, 9094)),
                null,
                false,
                false,
                List.of());
    }
}
