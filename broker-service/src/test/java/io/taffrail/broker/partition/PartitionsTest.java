package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PartitionsTest {

    private static final UUID TOPIC_ID = new UUID(0, 1);

    private long nodeEpoch = -1;

    private final Partitions partitions =
            new Partitions(
                    QuietPorts.of(1, new HeldSyncs(), () -> nodeEpoch),
                    List.of(new HandLoop()),
                    image -> new EffectiveConfigs(image, 1, Map.of()));

    @Test
    void whatTheClusterAgreedOnBeforeThisRunRegisteredIsNotTakenUp() {
        MetadataImage ofAnEarlierRun = led(MetadataImage.EMPTY, 7);
        partitions.follow(ofAnEarlierRun);
        assertThat(partitions.find("orders", 0)).as("before it is registered").isNull();
        nodeEpoch = 9;
        partitions.follow(ofAnEarlierRun);
        assertThat(partitions.find("orders", 0)).as("before its own registration").isNull();
        partitions.follow(ofAnEarlierRun.evolve(nothing(8)).evolve(nothing(9)));
        assertThat(partitions.find("orders", 0)).as("its own registration").isNotNull();
    }

    @Test
    void aLeaderWhoseDiskFailedIsToBeFencedWhileAnotherReplicaCouldLead() {
        nodeEpoch = 0;
        MetadataImage leading = led(MetadataImage.EMPTY, 1);
        partitions.follow(leading);
        assertThat(partitions.leadsInVain()).isFalse();
        partitions.goOffline(List.of(new PartitionId("orders", TOPIC_ID, 0)), "the disk failed");
        assertThat(partitions.leadsInVain()).isTrue();
        PartitionImage now = leading.topics().iterator().next().partition(0);
        partitions.follow(changed(leading, now.withLeader(2, List.of(2), List.of())));
        assertThat(partitions.leadsInVain()).as("another one leads").isFalse();
        partitions.follow(changed(leading, now.withIsr(List.of(1), List.of())));
        assertThat(partitions.leadsInVain()).as("nobody else can").isFalse();
    }

    private static MetadataImage changed(MetadataImage image, PartitionImage partition) {
        var event = new PartitionChanged(TOPIC_ID, partition, ChangeReason.LEADER_ELECTED);
        return image.evolve(
                new MetadataEntry(image.appliedIndex() + 1, 0, "User:test", List.of(event)));
    }

    /** An image in which broker 1 leads a partition. */
    private static MetadataImage led(MetadataImage image, int index) {
        MetadataImage before = image;
        for (int i = 1; i < index; i++) {
            before = before.evolve(nothing(i));
        }
        var partition = PartitionImage.created(0, List.of(1, 2), List.of(1, 2));
        var topic = new TopicImage(TOPIC_ID, "orders", false, List.of(partition));
        return before.evolve(
                new MetadataEntry(index, 0, "User:test", List.of(new TopicCreated(topic))));
    }

    private static MetadataEntry nothing(int index) {
        return new MetadataEntry(index, 0, "User:test", List.of());
    }
}
