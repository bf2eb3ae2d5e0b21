package io.taffrail.controller.decide;

import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which replicas outside of the ISR have everything that was acknowledged (KIP-966). While fewer
 * than {@code min.insync.replicas} are in sync the high watermark stands still, so whoever leaves
 * the ISR then lacks nothing, and may lead when nobody in the ISR can.
 *
 * <p>The minimum is the cluster's view of it: were a leader to go by a smaller one of its own, it
 * would acknowledge what an eligible replica lacks.
 */
final class EligibleReplicas {

    private final EffectiveConfigs configs;
    private final MetadataImage image;

    EligibleReplicas(MetadataImage image) {
        this.image = image;
        this.configs = EffectiveConfigs.ofCluster(image);
    }

    /** Who is eligible beside that ISR, when it takes the place of the partition's present one. */
    List<Integer> beside(String topic, PartitionImage present, List<Integer> newIsr) {
        return among(topic, present, present.replicas(), newIsr);
    }

    /**
     * Who of the given replicas is eligible beside that ISR, when they replace the present ones.
     */
    List<Integer> among(
            String topic, PartitionImage present, List<Integer> replicas, List<Integer> newIsr) {
        return newIsr.size() >= neededInSync(topic, replicas)
                ? List.of()
                : Stream.concat(present.elr().stream(), present.isr().stream())
                        .distinct()
                        .filter(id -> replicas.contains(id) && !newIsr.contains(id))
                        .toList();
    }

    /** As many as must be in sync for the high watermark to move. */
    int neededInSync(String topic, PartitionImage partition) {
        return neededInSync(topic, partition.replicas());
    }

    private int neededInSync(String topic, List<Integer> replicas) {
        return Math.min(configs.topicInt(topic, TopicConfigs.MIN_INSYNC_REPLICAS), replicas.size());
    }

    boolean mayBeUnclean(String topic) {
        return configs.topicBoolean(topic, TopicConfigs.UNCLEAN_LEADER_ELECTION_ENABLE);
    }

    boolean isActive(int nodeId) {
        NodeImage node = image.node(nodeId);
        return node != null && node.isActive();
    }
}
