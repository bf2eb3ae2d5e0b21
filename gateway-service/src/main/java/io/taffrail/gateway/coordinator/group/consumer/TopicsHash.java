package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;

/**
 * A fingerprint of the topics that a group wants: which of them exist, under which id, and with how
 * many partitions. It stands in the log, so that a change is noticed even if it came while the
 * group's shard moved. The sum does not depend on an order, and never changes between versions.
 */
final class TopicsHash {

    private TopicsHash() {}

    static long of(Interests interests, MetadataImage image) {
        long sum = 0;
        for (String name : interests.topics()) {
            TopicImage topic = image.topic(name);
            if (topic != null) {
                long id =
                        mixed(topic.id().getMostSignificantBits())
                                ^ topic.id().getLeastSignificantBits();
                sum += mixed(mixed(id) ^ topic.partitions().size());
            }
        }
        return sum;
    }

    /** The finalizer of SplitMix64. */
    private static long mixed(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
