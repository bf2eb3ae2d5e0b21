package io.taffrail.gateway.coordinator.group.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes are those of Kafka's own clients. */
class EmbeddedProtocolTest {

    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(1, 2);
    private static final MetadataImage IMAGE =
            MetadataImage.EMPTY
                    .evolve(new TopicCreated(new TopicImage(A, "a", false, List.of())), 1)
                    .evolve(new TopicCreated(new TopicImage(B, "b", false, List.of())), 2);

    private static byte[] subscription(int version) {
        var subscription =
                new Subscription(
                        List.of("b", "a"),
                        ByteBuffer.wrap(new byte[] {7}),
                        List.of(new TopicPartition("a", 2), new TopicPartition("a", 0)),
                        5,
                        Optional.of("rack"));
        return bytes(ConsumerProtocol.serializeSubscription(subscription, (short) version));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aSubscriptionOfEachVersionIsRead(int version) throws MalformedEmbedded {
        var read = EmbeddedSubscription.read(subscription(version));

        assertThat(read.version()).isEqualTo((short) version);
        assertThat(read.topics()).containsExactlyInAnyOrder("a", "b");
        assertThat(read.owned())
                .isEqualTo(version == 0 ? Map.of() : Map.of("a", read.owned().get("a")));
        if (version > 0) {
            assertThat(read.owned().get("a")).containsExactlyInAnyOrder(0, 2);
        }
        assertThat(read.rackId()).isEqualTo(version == 3 ? "rack" : null);
    }

    @Test
    void aSubscriptionThatIsCutIsRefusedWhereverItIs() {
        byte[] whole = subscription(3);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> EmbeddedSubscription.read(cut))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(MalformedEmbedded.class);
        }
    }

    @Test
    void lengthsThatNobodyHasSentAreNotBelieved() {
        byte[] huge = ByteBuffer.allocate(8).putShort((short) 1).putInt(Integer.MAX_VALUE).array();

        assertThatThrownBy(() -> EmbeddedSubscription.read(huge))
                .isInstanceOf(MalformedEmbedded.class);
        assertThatThrownBy(() -> EmbeddedAssignment.read(huge))
                .isInstanceOf(MalformedEmbedded.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void clientsReadWhatIsAssigned(int version) {
        PartitionSet partitions = PartitionSet.of(A, 0, 2).plus(PartitionSet.of(B, 1));

        byte[] written = EmbeddedAssignment.write(partitions, (short) version, IMAGE);

        assertThat(ByteBuffer.wrap(written).getShort()).isEqualTo((short) version);
        assertThat(ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(written)).partitions())
                .containsExactlyInAnyOrder(
                        new TopicPartition("a", 0),
                        new TopicPartition("a", 2),
                        new TopicPartition("b", 1));
    }

    @Test
    void whatALeaderAssignsIsRead() throws MalformedEmbedded {
        var assignment =
                new Assignment(
                        List.of(
                                new TopicPartition("a", 1),
                                new TopicPartition("gone", 0),
                                new TopicPartition("a", 0)));

        var read = EmbeddedAssignment.read(bytes(ConsumerProtocol.serializeAssignment(assignment)));

        assertThat(EmbeddedAssignment.partitionSet(read.partitions(), IMAGE))
                .isEqualTo(PartitionSet.of(A, 0, 1));
        assertThat(read.hasUserData()).isFalse();
        assertThat(EmbeddedAssignment.read(new byte[0]).partitions()).isEmpty();
    }

    @Test
    void anAssignorThatSaysMoreThanPartitionsIsSeen() throws MalformedEmbedded {
        var assignment = new Assignment(List.of(), ByteBuffer.wrap(new byte[] {1}));

        var read = EmbeddedAssignment.read(bytes(ConsumerProtocol.serializeAssignment(assignment)));

        assertThat(read.hasUserData()).isTrue();
    }

    @Test
    void aVersionFromTheFutureIsReadAsFarAsItIsKnown() throws MalformedEmbedded {
        byte[] future = subscription(3);
        future[1] = 9;

        assertThat(EmbeddedSubscription.read(future).topics()).hasSize(2);
        assertThat(
                        ByteBuffer.wrap(
                                        EmbeddedAssignment.write(
                                                PartitionSet.EMPTY, (short) 9, IMAGE))
                                .getShort())
                .isEqualTo((short) 3);
    }
}
