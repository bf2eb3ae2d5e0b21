package io.taffrail.gateway.dashboard;

import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.HashMap;
import java.util.Map;

/**
 * What can be counted of an image: made by one walk over all partitions, and kept for as long as
 * the image is the newest.
 *
 * @param troubled topics that are not wholly in order
 * @param leaders partitions that each broker leads
 * @param replicas partitions that each broker has a copy of
 * @param coordinated shards that each gateway owns
 * @param topics without the platform's own
 */
record ImageTally(
        MetadataImage image,
        int topics,
        int partitions,
        int offline,
        int underReplicated,
        int underMinIsr,
        Map<String, Trouble> troubled,
        Map<Integer, Integer> leaders,
        Map<Integer, Integer> replicas,
        Map<Integer, Integer> coordinated) {

    /** How many partitions of a topic lack a leader or replicas. */
    record Trouble(int offline, int underReplicated) {
        static final Trouble NONE = new Trouble(0, 0);
    }

    static ImageTally of(MetadataImage image) {
        var walk = new Walk(EffectiveConfigs.ofCluster(image));
        image.topics().forEach(walk::count);
        return new ImageTally(
                image,
                walk.topics,
                walk.partitions,
                walk.offline,
                walk.underReplicated,
                walk.underMinIsr,
                walk.troubled,
                walk.leaders,
                walk.replicas,
                walk.coordinated);
    }

    Trouble trouble(String topic) {
        return troubled.getOrDefault(topic, Trouble.NONE);
    }

    private static final class Walk {

        final EffectiveConfigs configs;
        final Map<String, Trouble> troubled = new HashMap<>();
        final Map<Integer, Integer> leaders = new HashMap<>();
        final Map<Integer, Integer> replicas = new HashMap<>();
        final Map<Integer, Integer> coordinated = new HashMap<>();
        int topics;
        int partitions;
        int offline;
        int underReplicated;
        int underMinIsr;

        Walk(EffectiveConfigs configs) {
            this.configs = configs;
        }

        void count(TopicImage topic) {
            int offlineHere = 0;
            int underReplicatedHere = 0;
            boolean isCoordinated = topic.name().equals(CoordinatedTopics.CONSUMER_OFFSETS);
            for (PartitionImage partition : topic.partitions()) {
                partition.replicas().forEach(id -> replicas.merge(id, 1, Integer::sum));
                if (partition.hasLeader()) {
                    leaders.merge(partition.leader(), 1, Integer::sum);
                } else {
                    offlineHere++;
                }
                if (partition.isr().size() < partition.replicas().size()) {
                    underReplicatedHere++;
                    underMinIsr += isBelowMinimum(topic, partition) ? 1 : 0;
                }
                if (isCoordinated && partition.hasCoordinator()) {
                    coordinated.merge(partition.coordinator(), 1, Integer::sum);
                }
            }
            topics += topic.internal() ? 0 : 1;
            partitions += topic.partitions().size();
            offline += offlineHere;
            underReplicated += underReplicatedHere;
            if (offlineHere + underReplicatedHere > 0) {
                troubled.put(topic.name(), new Trouble(offlineHere, underReplicatedHere));
            }
        }

        private boolean isBelowMinimum(TopicImage topic, PartitionImage partition) {
            int min = configs.topicInt(topic.name(), TopicConfigs.MIN_INSYNC_REPLICAS);
            return partition.isr().size() < Math.min(min, partition.replicas().size());
        }
    }
}
