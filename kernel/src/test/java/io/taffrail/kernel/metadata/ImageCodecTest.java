package io.taffrail.kernel.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImageCodecTest {

    private static final UUID TOPIC = new UUID(0x0123456789abcdefL, 0xfedcba9876543210L);

    @Test
    void everyEventComesBackAsItWas() {
        var entry = new MetadataEntry(42, 1_700_000_000_000L, "User:alice", everyEvent());

        MetadataEntry read = ImageCodec.decodeEntry(ByteBuffer.wrap(ImageCodec.encode(entry)));

        assertThat(read).isEqualTo(entry);
        assertThat(read.events().stream().map(Object::getClass).distinct())
                .as("the sample has one of each kind")
                .hasSize(MetadataEvent.class.getPermittedSubclasses().length);
    }

    @Test
    void theBytesOfAnEntryAreThoseOfVersionOne() {
        var entry =
                new MetadataEntry(
                        3,
                        1_000,
                        "User:a",
                        List.of(
                                new TopicCreated(
                                        new TopicImage(
                                                TOPIC,
                                                "t",
                                                false,
                                                List.of(
                                                        PartitionImage.created(
                                                                0, List.of(1, 2), List.of(1))))),
                                new ConfigChanged(
                                        ConfigResource.topic("t"), "retention.ms", null)));

        assertThat(HexFormat.of().formatHex(ImageCodec.encode(entry)))
                .isEqualTo(
                        "0165" // version 1, an entry
                                + "06" // index 3
                                + "d00f" // time 1000
                                + "0c557365723a61" // User:a
                                + "04" // two events
                                + "02" // TopicCreated
                                + "0123456789abcdeffedcba9876543210"
                                + "0274" // t
                                + "00" // not internal
                                + "02" // one partition
                                + "00" // number 0
                                + "040204" // replicas 1, 2
                                + "0202" // isr 1
                                + "0000" // no elr, no last known elr
                                + "02" // leader 1
                                + "0000" // epochs 0
                                + "0000" // nothing added or removed
                                + "040000" // two directories, unassigned
                                + "06" // ConfigChanged
                                + "02" // of a topic
                                + "0274" // t
                                + "18726574656e74696f6e2e6d73" // retention.ms
                                + "00"); // no value
    }

    @Test
    void aCoordinatorIsWrittenBehindThePartitionUnderATagOfItsOwn() {
        PartitionImage partition =
                PartitionImage.created(0, List.of(1), List.of(1)).withCoordinator(1_000);
        var entry =
                new MetadataEntry(
                        3,
                        1_000,
                        "User:a",
                        List.of(
                                new PartitionChanged(
                                        TOPIC, partition, ChangeReason.COORDINATOR_CHANGED)));

        assertThat(HexFormat.of().formatHex(ImageCodec.encode(entry)))
                .isEqualTo(
                        "0165" // version 1, an entry
                                + "06" // index 3
                                + "d00f" // time 1000
                                + "0c557365723a61" // User:a
                                + "02" // one event
                                + "10" // PartitionChanged with a coordinator
                                + "0123456789abcdeffedcba9876543210"
                                + "00" // number 0
                                + "0202" // replicas 1
                                + "0202" // isr 1
                                + "0000" // no elr, no last known elr
                                + "02" // leader 1
                                + "0202" // epochs 1
                                + "0000" // nothing added or removed
                                + "0200" // one directory, unassigned
                                + "d00f" // coordinator 1000
                                + "11"); // coordinator changed
    }

    @Test
    void anImageComesBackAsItWas() {
        MetadataImage image = sampleImage();

        MetadataImage read = ImageCodec.decodeImage(ByteBuffer.wrap(ImageCodec.encode(image)));

        assertThat(ImageCodec.encode(read)).isEqualTo(ImageCodec.encode(image));
        assertThat(read.appliedIndex()).isEqualTo(image.appliedIndex());
        assertThat(read.clusterId()).isEqualTo("c");
        assertThat(List.copyOf(read.topics())).isEqualTo(List.copyOf(image.topics()));
        assertThat(List.copyOf(read.nodes())).isEqualTo(List.copyOf(image.nodes()));
        assertThat(read.configs(ConfigResource.topic("orders")))
                .isEqualTo(image.configs(ConfigResource.topic("orders")));
        assertThat(read.features()).isEqualTo(image.features());
        assertThat(read.nextProducerId()).isEqualTo(image.nextProducerId());
    }

    @Test
    void anotherVersionIsRefusedAndNamed() {
        byte[] bytes = ImageCodec.encode(sampleImage());
        bytes[0] = 2;

        assertThatThrownBy(() -> ImageCodec.decodeImage(ByteBuffer.wrap(bytes)))
                .isInstanceOf(UnreadableMetadata.class)
                .hasMessageContaining("version 2, but this build reads version 1");
    }

    @Test
    void bytesThatAreCutShortAnywhereAreRefused() {
        byte[] bytes = ImageCodec.encode(sampleImage());
        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> ImageCodec.decodeImage(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(UnreadableMetadata.class);
        }
    }

    @Test
    void damagedBytesNeverAskForMemoryThatIsNotThere() {
        var random = new Random(11);
        byte[] bytes = ImageCodec.encode(new MetadataEntry(42, 1_700, "User:alice", everyEvent()));
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                ImageCodec.decodeEntry(ByteBuffer.wrap(damaged));
            } catch (UnreadableMetadata | IllegalArgumentException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void bytesAfterTheEndAreRefused() {
        byte[] bytes = ImageCodec.encode(sampleImage());
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);

        assertThatThrownBy(() -> ImageCodec.decodeImage(ByteBuffer.wrap(longer)))
                .hasMessageContaining("1 bytes are left after the last field");
    }

    private static MetadataImage sampleImage() {
        MetadataImage image = MetadataImage.EMPTY;
        for (MetadataEvent event :
                List.of(
                        new ClusterCreated("c"),
                        new FeatureLevelChanged("taffrail.rules", (short) 1),
                        new NodeRegistered(node(1)),
                        new TopicCreated(
                                new TopicImage(
                                        TOPIC,
                                        "orders",
                                        true,
                                        List.of(
                                                PartitionImage.created(
                                                        0, List.of(1), List.of(1))))),
                        new ConfigChanged(ConfigResource.topic("orders"), "retention.ms", "5"),
                        new ConfigChanged(ConfigResource.ALL_BROKERS, "num.partitions", "3"),
                        new ProducerIdsAllocated(1, 0, 1_000))) {
            image = image.evolve(event, image.appliedIndex() + 1);
        }
        return image.atIndex(99);
    }

    private static List<MetadataEvent> everyEvent() {
        var partition =
                new PartitionImage(
                        7,
                        List.of(1, 2, 3),
                        List.of(2),
                        List.of(3),
                        List.of(1),
                        2,
                        4,
                        9,
                        List.of(3),
                        List.of(1),
                        List.of(TOPIC, PartitionImage.UNASSIGNED_DIRECTORY, TOPIC),
                        PartitionImage.NO_COORDINATOR);
        PartitionImage coordinated = partition.withCoordinator(1_001);
        return List.of(
                new ClusterCreated("abc"),
                new TopicCreated(new TopicImage(TOPIC, "orders", true, List.of(partition))),
                new TopicDeleted(TOPIC, "orders"),
                new PartitionsAdded(TOPIC, List.of(partition, partition)),
                new PartitionChanged(TOPIC, partition, ChangeReason.ISR_SHRUNK),
                new TopicCreated(
                        new TopicImage(TOPIC, "orders", true, List.of(coordinated, partition))),
                new PartitionsAdded(TOPIC, List.of(partition, coordinated)),
                new PartitionChanged(TOPIC, coordinated, ChangeReason.COORDINATOR_CHANGED),
                new ConfigChanged(ConfigResource.broker(1), "num.partitions", "3"),
                new NodeRegistered(node(1_001)),
                new NodeFenced(1, 5),
                new NodeUnfenced(1, 5),
                new NodeShutdownBegun(1, 5),
                new NodeUnregistered(1),
                new ProducerIdsAllocated(1, 5_000, 1_000),
                new FeatureLevelChanged("f", (short) 3));
    }

    private static NodeImage node(int id) {
        return new NodeImage(
                id,
                NodeRole.of(id),
                5,
                TOPIC,
                List.of(new Endpoint("PLAINTEXT", "localhost", 9092)),
                "rack-a",
                false,
                true,
                List.of(TOPIC));
    }
}
