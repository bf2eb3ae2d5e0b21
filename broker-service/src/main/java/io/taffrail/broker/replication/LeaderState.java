package io.taffrail.broker.replication;

import io.taffrail.kernel.metadata.PartitionImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the replicas of a partition have got, as its leader knows it. The high watermark is the
 * end of what every in-sync replica has durably; it never goes back while this leader leads.
 */
public final class LeaderState {

    private final int localId;
    private final int leaderEpoch;
    private final Map<Integer, Long> durableEndOffsets = new HashMap<>();

    private int partitionEpoch;
    private List<Integer> isr;
    private long highWatermark;

    /**
     * @param highWatermark what was known to be replicated before, from the checkpoint
     */
    public LeaderState(int localId, PartitionImage image, long highWatermark) {
        this.localId = localId;
        this.leaderEpoch = image.leaderEpoch();
        this.partitionEpoch = image.partitionEpoch();
        this.isr = image.isr();
        this.highWatermark = highWatermark;
    }

    public int leaderEpoch() {
        return leaderEpoch;
    }

    public int partitionEpoch() {
        return partitionEpoch;
    }

    public int isrSize() {
        return isr.size();
    }

    /** The offset after the last replicated record. */
    public long highWatermark() {
        return highWatermark;
    }

    /**
     * The leader's own log is durable up to that offset.
     *
     * @return whether the high watermark advanced
     */
    public boolean onLocalDurable(long endOffset) {
        return onDurable(localId, endOffset);
    }

    /**
     * A follower has everything before that offset on its disk.
     *
     * @return whether the high watermark advanced
     */
    public boolean onFollowerDurable(int replicaId, long endOffset) {
        return onDurable(replicaId, endOffset);
    }

    /**
     * The controller has changed the in-sync replicas under the same leader.
     *
     * @return whether the high watermark advanced
     */
    public boolean onIsrChanged(PartitionImage image) {
        if (image.partitionEpoch() <= partitionEpoch) {
            return false;
        }
        partitionEpoch = image.partitionEpoch();
        isr = image.isr();
        return advance();
    }

    private boolean onDurable(int replicaId, long endOffset) {
        durableEndOffsets.merge(replicaId, endOffset, Math::max);
        return advance();
    }

    private boolean advance() {
        long replicated = Long.MAX_VALUE;
        for (int replica : isr) {
            replicated = Math.min(replicated, durableEndOffsets.getOrDefault(replica, 0L));
        }
        // Without any in-sync replica nothing can be said to be replicated.
        boolean advances = !isr.isEmpty() && replicated > highWatermark;
        if (advances) {
            highWatermark = replicated;
        }
        return advances;
    }
}
