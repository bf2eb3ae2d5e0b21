package io.taffrail.controller.app;

import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;

/** How the cluster's partitions are, counted once for each scrape from the image. */
record ClusterReading(
        long topics,
        long partitions,
        long offline,
        long underReplicated,
        long underMinIsr,
        long reassigning,
        long notPreferred) {

    static ClusterReading of(MetadataImage image) {
        var configs = EffectiveConfigs.ofCluster(image);
        long partitions = 0;
        long offline = 0;
        long underReplicated = 0;
        long underMinIsr = 0;
        long reassigning = 0;
        long notPreferred = 0;
        for (TopicImage topic : image.topics()) {
            int min = configs.topicInt(topic.name(), TopicConfigs.MIN_INSYNC_REPLICAS);
            for (PartitionImage partition : topic.partitions()) {
                partitions++;
                offline += partition.hasLeader() ? 0 : 1;
                underReplicated += isUnderReplicated(partition) ? 1 : 0;
                int needed = Math.min(min, partition.replicas().size());
                underMinIsr += partition.isr().size() < needed ? 1 : 0;
                reassigning += partition.isReassigning() ? 1 : 0;
                notPreferred += isPreferred(partition) ? 0 : 1;
            }
        }
        return new ClusterReading(
                image.topics().size(),
                partitions,
                offline,
                underReplicated,
                underMinIsr,
                reassigning,
                notPreferred);
    }

    static boolean isUnderReplicated(PartitionImage partition) {
        return partition.isr().size() < partition.targetReplicas().size();
    }

    static boolean isPreferred(PartitionImage partition) {
        return partition.leader() == partition.replicas().getFirst();
    }
}
