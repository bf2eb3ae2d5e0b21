package io.taffrail.gateway.produce;

import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.random.RandomGenerator;

/**
 * Where records without a key go: all to one partition until it has had a batch's worth, then to
 * another by chance (KIP-480, KIP-794). Scattering each record alone would make small batches of
 * all. Partitions without a leader are passed over while others have one.
 */
final class StickyPartition {

    private static final int STICK_BYTES = 16 * 1024;

    private final RandomGenerator random;
    private int partition = -1;
    private int bytesHere;

    StickyPartition(RandomGenerator random) {
        this.random = random;
    }

    synchronized int choose(TopicImage topic, int weightBytes) {
        boolean stays = partition >= 0 && partition < topic.partitions().size();
        if (!stays || bytesHere >= STICK_BYTES || !topic.partitions().get(partition).hasLeader()) {
            partition = another(topic);
            bytesHere = 0;
        }
        bytesHere += weightBytes;
        return partition;
    }

    private int another(TopicImage topic) {
        int[] candidates =
                topic.partitions().stream()
                        .filter(PartitionImage::hasLeader)
                        .mapToInt(PartitionImage::partition)
                        .toArray();
        return candidates.length == 0
                ? random.nextInt(topic.partitions().size())
                : candidates[random.nextInt(candidates.length)];
    }
}
