package io.taffrail.broker.api;

import io.taffrail.broker.partition.PartitionId;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a consumer had better read (KIP-392): at an in-sync replica in its own rack, when the
 * leader stands in another, so that records cross the border between racks once and not once for
 * each consumer. Whoever names no rack reads at the leader.
 */
final class ReadReplicas {

    static final int HERE = -1;

    private final int localId;
    private final Supplier<MetadataImage> images;
    private final Function<MetadataImage, EffectiveConfigs> configs;
    private volatile Choice choice = new Choice(MetadataImage.EMPTY, false);

    /** Whether racks count, as of that image; concluding it for each fetch would cost too much. */
    private record Choice(MetadataImage image, boolean byRack) {}

    ReadReplicas(
            int localId,
            Supplier<MetadataImage> images,
            Function<MetadataImage, EffectiveConfigs> configs) {
        this.localId = localId;
        this.images = images;
        this.configs = configs;
    }

    /**
     * @param rack the consumer's, or empty
     * @return the broker to read from, or {@link #HERE}
     */
    int nearest(PartitionId id, String rack) {
        if (rack.isEmpty()) {
            return HERE;
        }
        MetadataImage image = images.get();
        PartitionImage partition = image.partition(id.topicId(), id.partition());
        return partition == null || !isByRack(image)
                ? HERE
                : nearest(image, partition, localId, rack);
    }

    private boolean isByRack(MetadataImage image) {
        Choice known = choice;
        if (known.image() != image) {
            String selector =
                    configs.apply(image).brokerValue(BrokerConfigs.REPLICA_SELECTOR_CLASS).value();
            known = new Choice(image, selector.equals(BrokerConfigs.RACK_AWARE_SELECTOR));
            choice = known;
        }
        return known.byRack();
    }

    /** Of several in the rack, partitions take different ones, so that each has its share. */
    static int nearest(MetadataImage image, PartitionImage partition, int localId, String rack) {
        if (isIn(rack, image.node(localId))) {
            return HERE;
        }
        List<Integer> near =
                partition.isr().stream()
                        .filter(id -> id != localId)
                        .filter(id -> isIn(rack, image.node(id)))
                        .sorted()
                        .toList();
        return near.isEmpty() ? HERE : near.get(partition.partition() % near.size());
    }

    private static boolean isIn(String rack, @Nullable NodeImage node) {
        return node != null && node.isActive() && rack.equals(node.rack());
    }
}
