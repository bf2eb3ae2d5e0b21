package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IsrChangesTest {

    private static final UUID TOPIC = new UUID(0, 1);

    private final IsrChanges changes = new IsrChanges(1);
    private MetadataImage image = MetadataImage.EMPTY;

    @BeforeEach
    void create() {
        var partition = PartitionImage.created(0, List.of(1, 2, 3), List.of(1, 2, 3));
        follow(new TopicCreated(new TopicImage(TOPIC, "orders", false, List.of(partition))));
    }

    @Test
    void whoLeavesAndComesBackIsCountedOnceEach() {
        isr(List.of(1, 2));
        isr(List.of(1, 2, 3));
        assertThat(changes.shrinks()).isEqualTo(1);
        assertThat(changes.expands()).isEqualTo(1);
    }

    @Test
    void whatAnotherBrokerLeadsIsTheOthersToCount() {
        PartitionImage now = image.partition(TOPIC, 0);
        follow(changed(now.withLeader(2, List.of(2, 3), List.of())));
        isr(List.of(2));
        assertThat(changes.shrinks()).isZero();
    }

    private void isr(List<Integer> members) {
        follow(changed(image.partition(TOPIC, 0).withIsr(members, List.of())));
    }

    private static PartitionChanged changed(PartitionImage partition) {
        return new PartitionChanged(TOPIC, partition, ChangeReason.ISR_SHRUNK);
    }

    private void follow(MetadataEvent event) {
        image = image.evolve(event, image.appliedIndex() + 1);
        changes.follow(image);
    }
}
