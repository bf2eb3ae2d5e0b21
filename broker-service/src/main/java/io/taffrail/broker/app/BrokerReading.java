package io.taffrail.broker.app;

import io.taffrail.broker.BrokerNode;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.ReplicaLag;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A broker's partitions as one scrape finds them: one look at each, which opens no log and waits
 * for no loop.
 *
 * @param partitions by topic and number
 * @param topics how many topics they are of
 * @param takenMs a stopwatch's reading
 */
record BrokerReading(List<Replica> partitions, int topics, long takenMs) {

    /**
     * One partition.
     *
     * @param isLeader whether this broker leads, as the controller says
     * @param needed {@code min.insync.replicas}, or all replicas where there are fewer
     * @param view null while its log has not been opened, so that its size is not known
     * @param lag null where this broker does not follow
     */
    record Replica(
            String topic,
            String partition,
            boolean isLeader,
            int replicas,
            int inSync,
            int needed,
            boolean isReassigning,
            boolean isOffline,
            @Nullable PartitionView view,
            @Nullable ReplicaLag lag) {

        boolean isUnderReplicated() {
            return isLeader && inSync < replicas;
        }

        boolean isUnderMinIsr() {
            return isLeader && inSync < needed;
        }

        boolean isAtMinIsr() {
            return isLeader && inSync == needed;
        }

        /** Bytes of its log; 0 while that has not been opened. */
        long sizeBytes() {
            return view == null ? 0 : view.log().sizeInBytes();
        }
    }

    static BrokerReading of(BrokerNode node, long takenMs) {
        MetadataImage image = node.image();
        var configs = EffectiveConfigs.ofCluster(image);
        Map<String, Integer> minima = new HashMap<>();
        List<Partition> partitions = new ArrayList<>(node.partitions());
        partitions.sort(
                Comparator.comparing((Partition partition) -> partition.id().topic())
                        .thenComparing(partition -> partition.id().partition()));
        List<Replica> replicas = new ArrayList<>(partitions.size());
        for (Partition partition : partitions) {
            int min =
                    minima.computeIfAbsent(
                            partition.id().topic(),
                            topic -> configs.topicInt(topic, TopicConfigs.MIN_INSYNC_REPLICAS));
            replicas.add(replica(partition, node.nodeId(), image, min));
        }
        return new BrokerReading(replicas, minima.size(), takenMs);
    }

    private static Replica replica(
            Partition partition, int localId, MetadataImage image, int minInSyncReplicas) {
        var id = partition.id();
        PartitionView view = partition.view();
        PartitionImage now = image.partition(id.topicId(), id.partition());
        boolean isOffline = view != null && view.leaderEpoch() < 0;
        String number = Integer.toString(id.partition());
        if (now == null) {
            // Deleted meanwhile, or not said by this image yet.
            return new Replica(id.topic(), number, false, 0, 0, 0, false, isOffline, view, null);
        }
        return new Replica(
                id.topic(),
                number,
                now.leader() == localId,
                now.targetReplicas().size(),
                now.isr().size(),
                Math.min(minInSyncReplicas, now.replicas().size()),
                now.isReassigning(),
                isOffline,
                view,
                partition.replicaLag());
    }
}
