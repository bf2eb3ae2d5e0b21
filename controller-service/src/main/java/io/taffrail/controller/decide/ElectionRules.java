package io.taffrail.controller.decide;

import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Who leads when nodes go and come. Only replicas in the ISR are elected, so no acknowledged record
 * is lost; where none of them is alive the partition waits without a leader, and its last in-sync
 * replica stays named, because it alone may lead when it is back.
 */
final class ElectionRules {

    private ElectionRules() {}

    /**
     * What changes when the node serves no more: it leaves every ISR that has another member, and
     * each partition that it leads gets another leader, or none.
     */
    static List<MetadataEvent> whenGone(MetadataImage image, int nodeId, ChangeReason ofLeader) {
        var events = new ArrayList<MetadataEvent>();
        for (TopicImage topic : image.topics()) {
            for (PartitionImage partition : topic.partitions()) {
                boolean isLeader = partition.leader() == nodeId;
                if (isLeader || partition.isr().contains(nodeId)) {
                    PartitionImage changed = without(image, partition, nodeId);
                    if (!changed.equals(partition)) {
                        events.add(
                                new PartitionChanged(
                                        topic.id(),
                                        changed,
                                        isLeader ? ofLeader : ChangeReason.REPLICA_FENCED));
                    }
                }
            }
        }
        return events;
    }

    /** What changes when the node serves again: it leads what waited for it. */
    static List<MetadataEvent> whenBack(MetadataImage image, int nodeId) {
        var events = new ArrayList<MetadataEvent>();
        for (TopicImage topic : image.topics()) {
            for (PartitionImage partition : topic.partitions()) {
                if (!partition.hasLeader() && partition.isr().contains(nodeId)) {
                    events.add(
                            new PartitionChanged(
                                    topic.id(),
                                    partition.withLeader(nodeId, partition.isr()),
                                    ChangeReason.LEADER_RETURNED));
                }
            }
        }
        return events;
    }

    private static PartitionImage without(
            MetadataImage image, PartitionImage partition, int nodeId) {
        List<Integer> others = partition.isr().stream().filter(id -> id != nodeId).toList();
        List<Integer> isr = others.isEmpty() ? partition.isr() : others;
        if (partition.leader() != nodeId) {
            return isr.equals(partition.isr()) ? partition : partition.withIsr(isr);
        }
        return partition.withLeader(firstAlive(image, partition.replicas(), isr, nodeId), isr);
    }

    /** The first in the order of preference that is in sync and serves. */
    private static int firstAlive(
            MetadataImage image, List<Integer> replicas, List<Integer> isr, int except) {
        for (int id : replicas) {
            NodeImage node = image.node(id);
            boolean serves = node != null && node.isActive() && id != except;
            if (serves && isr.contains(id)) {
                return id;
            }
        }
        return PartitionImage.NO_LEADER;
    }
}
