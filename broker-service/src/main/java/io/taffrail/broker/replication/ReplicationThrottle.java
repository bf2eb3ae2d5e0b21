package io.taffrail.broker.replication;

import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.ThrottledReplicas;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.runtime.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Keeps the copying of new replicas from crowding out everything else (KIP-73): a broker sends, and
 * fetches, no more than its two rates allow for the replicas that their topics name. A replica in
 * sync is never held back, nor one that has everything up to the high watermark: producers wait for
 * the one, and for the other because it is about to join.
 *
 * <p>Safe on any thread.
 */
public final class ReplicationThrottle {

    /** A change of the rate or of the lists is noticed within this time. */
    private static final long LOOK_AGAIN_MS = 1_000;

    private final int localId;
    private final ByteRate asLeader;
    private final ByteRate asFollower;

    /** The lists of topics as they are set; guarded by itself. */
    private final Map<String, ThrottledReplicas> parsed = new HashMap<>();

    private volatile MetadataImage image = MetadataImage.EMPTY;

    public ReplicationThrottle(int localId, Clock clock) {
        this.localId = localId;
        this.asLeader = new ByteRate(clock);
        this.asFollower = new ByteRate(clock);
    }

    /** With ever newer images. */
    public void follow(MetadataImage next, EffectiveConfigs configs) {
        image = next;
        synchronized (parsed) {
            parsed.clear();
        }
        asLeader.limit(configs.brokerLong(BrokerConfigs.LEADER_REPLICATION_THROTTLED_RATE));
        asFollower.limit(configs.brokerLong(BrokerConfigs.FOLLOWER_REPLICATION_THROTTLED_RATE));
    }

    /**
     * Whether what this broker, which leads, sends to that follower counts.
     *
     * @param fetchOffset from where the follower reads
     */
    public boolean countsAsLeader(
            UUID topicId, int partition, int follower, long fetchOffset, long highWatermark) {
        return asLeader.isLimited()
                && fetchOffset < highWatermark
                && isCatchingUp(topicId, partition, follower)
                && isListed(TopicConfigs.LEADER_THROTTLED_REPLICAS, topicId, partition);
    }

    /**
     * Whether what this broker, which follows, fetches of that partition counts.
     *
     * @param fetchOffset from where it reads
     * @param highWatermark the leader's, as far as this broker was told
     */
    public boolean countsAsFollower(
            UUID topicId, int partition, long fetchOffset, long highWatermark) {
        return asFollower.isLimited()
                && fetchOffset < highWatermark
                && isCatchingUp(topicId, partition, localId)
                && isListed(TopicConfigs.FOLLOWER_THROTTLED_REPLICAS, topicId, partition);
    }

    /** Whether nothing that counts may be sent now. */
    public boolean isSpentAsLeader() {
        return asLeader.waitMs() > 0;
    }

    /** After how many milliseconds to look again whether what counts may be sent; 0 for now. */
    public long waitMsAsLeader() {
        return Math.min(LOOK_AGAIN_MS, asLeader.waitMs());
    }

    public void sentAsLeader(long bytes) {
        asLeader.used(bytes);
    }

    public void fetchedAsFollower(long bytes) {
        asFollower.used(bytes);
    }

    /** After how many milliseconds to look again whether what counts may be fetched; 0 for now. */
    public long waitMsAsFollower() {
        return Math.min(LOOK_AGAIN_MS, asFollower.waitMs());
    }

    private boolean isCatchingUp(UUID topicId, int partition, int replica) {
        PartitionImage now = image.partition(topicId, partition);
        return now != null && !now.isr().contains(replica);
    }

    private boolean isListed(String setting, UUID topicId, int partition) {
        MetadataImage now = image;
        var topic = now.topic(topicId);
        String list =
                topic == null ? null : now.configs(ConfigResource.topic(topic.name())).get(setting);
        return list != null && parsed(list).holds(partition, localId);
    }

    private ThrottledReplicas parsed(String list) {
        synchronized (parsed) {
            return parsed.computeIfAbsent(list, ThrottledReplicas::of);
        }
    }
}
