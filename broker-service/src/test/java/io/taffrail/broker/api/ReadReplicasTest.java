package io.taffrail.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.partition.PartitionId;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Broker 1 in rack a leads; 2 and 3 stand in rack b, 4 in c, and 4 is not in sync. */
class ReadReplicasTest {

    private static final UUID TOPIC = new UUID(0, 1);

    private MetadataImage image =
            image(
                    node(1, "a"),
                    node(2, "b"),
                    node(3, "b"),
                    node(4, "c"),
                    topic(partition(0), partition(1)));

    @Test
    void whoNamesNoRackReadsAtTheLeader() {
        assertThat(nearest(0, "")).isEqualTo(ReadReplicas.HERE);
    }

    @Test
    void whoStandsInTheLeadersRackReadsThere() {
        assertThat(nearest(0, "a")).isEqualTo(ReadReplicas.HERE);
    }

    @Test
    void whoStandsElsewhereReadsAtAReplicaThereAndPartitionsShareThem() {
        assertThat(nearest(0, "b")).isEqualTo(2);
        assertThat(nearest(1, "b")).isEqualTo(3);
    }

    @Test
    void nobodyIsSentToAReplicaThatIsNotInSyncOrNotThere() {
        assertThat(nearest(0, "c")).isEqualTo(ReadReplicas.HERE);
        image = evolve(image, new NodeFenced(2, 1));
        assertThat(nearest(0, "b")).isEqualTo(3);
        image = evolve(image, new NodeFenced(3, 1));
        assertThat(nearest(0, "b")).isEqualTo(ReadReplicas.HERE);
    }

    @Test
    void nobodyIsSentAwayWhereTheLeaderIsSelected() {
        assertThat(nearest(0, "b", BrokerConfigs.LEADER_SELECTOR)).isEqualTo(ReadReplicas.HERE);
    }

    private int nearest(int partition, String rack) {
        return nearest(partition, rack, BrokerConfigs.RACK_AWARE_SELECTOR);
    }

    private int nearest(int partition, String rack, String selector) {
        var properties = Map.of(BrokerConfigs.REPLICA_SELECTOR_CLASS, selector);
        var replicas =
                new ReadReplicas(
                        1, () -> image, image -> new EffectiveConfigs(image, 1, properties));
        return replicas.nearest(new PartitionId("orders", TOPIC, partition), rack);
    }

    private static MetadataImage image(MetadataEvent... events) {
        MetadataImage image = MetadataImage.EMPTY;
        for (MetadataEvent event : events) {
            image = evolve(image, event);
        }
        return image;
    }

    private static MetadataImage evolve(MetadataImage image, MetadataEvent event) {
        return image.evolve(
                new MetadataEntry(image.appliedIndex() + 1, 0, "User:test", List.of(event)));
    }

    private static NodeRegistered node(int id, String rack) {
        return new NodeRegistered(
                new NodeImage(
                        id,
                        NodeRole.BROKER,
                        1,
                        new UUID(id, 0),
                        List.of(),
                        rack,
                        false,
                        false,
                        List.of()));
    }

    private static TopicCreated topic(PartitionImage... partitions) {
        return new TopicCreated(new TopicImage(TOPIC, "orders", false, List.of(partitions)));
    }

    private static PartitionImage partition(int number) {
        return PartitionImage.created(number, List.of(1, 2, 3, 4), List.of(1, 2, 3));
    }
}
