package io.taffrail.protocol.api;

import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import org.jspecify.annotations.Nullable;

/**
 * Which shard a group belongs to. As Kafka computes it, so that its tools, and data that comes from
 * a Kafka cluster, find a group where they look for it.
 */
public final class CoordinatorShards {

    /** What FindCoordinator is asked for (KIP-98, KIP-932). */
    public static final byte GROUP = 0;

    public static final byte TRANSACTION = 1;
    public static final byte SHARE = 2;

    private CoordinatorShards() {}

    /**
     * @param partitions how many {@code __consumer_offsets} has
     * @return the number of the partition that keeps the group's state
     */
    public static int shardOf(String groupId, int partitions) {
        int hash = groupId.hashCode();
        // The one number whose absolute value is negative.
        return hash == Integer.MIN_VALUE ? 0 : Math.abs(hash) % partitions;
    }

    /** The partition that keeps the group's state, or null before the topic is there. */
    public static @Nullable PartitionImage shardOf(String groupId, MetadataImage image) {
        TopicImage topic = image.topic(CoordinatedTopics.CONSUMER_OFFSETS);
        return topic == null ? null : topic.partition(shardOf(groupId, topic.partitions().size()));
    }
}
