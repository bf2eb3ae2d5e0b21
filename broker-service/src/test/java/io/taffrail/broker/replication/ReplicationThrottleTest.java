package io.taffrail.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Broker 1 leads, 2 is in sync, and 3 is a copy that is being made; the topic names all of them.
 */
class ReplicationThrottleTest {

    private static final UUID TOPIC = new UUID(0, 1);
    private static final int LEADER = 1;
    private static final int IN_SYNC = 2;
    private static final int COPY = 3;

    private MetadataImage image = MetadataImage.EMPTY;

    ReplicationThrottleTest() {
        var partition = PartitionImage.created(0, List.of(1, 2, 3), List.of(1, 2));
        happens(new TopicCreated(new TopicImage(TOPIC, "orders", false, List.of(partition))));
        set(ConfigResource.topic("orders"), TopicConfigs.LEADER_THROTTLED_REPLICAS, "0:1");
        set(ConfigResource.topic("orders"), TopicConfigs.FOLLOWER_THROTTLED_REPLICAS, "*");
    }

    @Test
    void aCopyThatIsBehindCountsOnBothSides() {
        limit();
        assertThat(throttle(LEADER).countsAsLeader(TOPIC, 0, COPY, 5, 6)).isTrue();
        assertThat(throttle(COPY).countsAsFollower(TOPIC, 0, 5, 6)).isTrue();
    }

    @Test
    void aReplicaInSyncNeverCounts() {
        limit();
        assertThat(throttle(LEADER).countsAsLeader(TOPIC, 0, IN_SYNC, 5, 6)).isFalse();
        assertThat(throttle(IN_SYNC).countsAsFollower(TOPIC, 0, 5, 6)).isFalse();
    }

    @Test
    void aCopyThatTheHighWatermarkWaitsForIsNotHeldBack() {
        limit();
        assertThat(throttle(LEADER).countsAsLeader(TOPIC, 0, COPY, 6, 6)).isFalse();
        assertThat(throttle(COPY).countsAsFollower(TOPIC, 0, 6, 6)).isFalse();
    }

    @Test
    void withoutARateNothingCounts() {
        assertThat(throttle(LEADER).countsAsLeader(TOPIC, 0, COPY, 5, 6)).isFalse();
        assertThat(throttle(COPY).countsAsFollower(TOPIC, 0, 5, 6)).isFalse();
    }

    @Test
    void aLeaderThatTheTopicDoesNotNameHoldsNothingBack() {
        limit();
        set(ConfigResource.topic("orders"), TopicConfigs.LEADER_THROTTLED_REPLICAS, "0:2,1:1");
        assertThat(throttle(LEADER).countsAsLeader(TOPIC, 0, COPY, 5, 6)).isFalse();
    }

    private void limit() {
        for (String rate :
                List.of(
                        BrokerConfigs.LEADER_REPLICATION_THROTTLED_RATE,
                        BrokerConfigs.FOLLOWER_REPLICATION_THROTTLED_RATE)) {
            set(ConfigResource.ALL_BROKERS, rate, "1000");
        }
    }

    private void set(ConfigResource resource, String name, String value) {
        happens(new ConfigChanged(resource, name, value));
    }

    private void happens(MetadataEvent event) {
        image = image.evolve(event, image.appliedIndex() + 1);
    }

    private ReplicationThrottle throttle(int broker) {
        var throttle = new ReplicationThrottle(broker, Clock.system());
        throttle.follow(image, new EffectiveConfigs(image, broker, Map.of()));
        return throttle;
    }
}
