package io.taffrail.controller.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final UUID TOPIC = new UUID(1, 2);

    @Test
    void anotherCoordinatorIsToldWithTheGatewayBeforeAndAfter() {
        PartitionImage shard =
                PartitionImage.created(0, List.of(1), List.of(1)).withCoordinator(1000);
        MetadataImage before =
                MetadataImage.EMPTY.evolve(
                        new TopicCreated(
                                new TopicImage(
                                        TOPIC,
                                        CoordinatedTopics.CONSUMER_OFFSETS,
                                        true,
                                        List.of(shard))),
                        1);

        HistoryEvent told =
                told(
                        before,
                        new PartitionChanged(
                                TOPIC,
                                shard.withCoordinator(1001),
                                ChangeReason.COORDINATOR_CHANGED));

        assertThat(told.kind()).isEqualTo("COORDINATOR_CHANGED");
        assertThat(told.resourceName()).isEqualTo("__consumer_offsets-0");
        assertThat(told.nodeId()).isEqualTo(1001);
        assertThat(told.reason()).isEqualTo("COORDINATOR_CHANGED");
        assertThat(told.beforeJson()).contains("\"coordinator\":1000", "\"leaderEpoch\":1");
        assertThat(told.afterJson()).contains("\"coordinator\":1001", "\"leaderEpoch\":2");
    }

    private static HistoryEvent told(MetadataImage before, MetadataEvent event) {
        return History.of(new MetadataEntry(2, 1_000, "User:test", List.of(event)), before)
                .getFirst();
    }
}
