package io.taffrail.gateway.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.runtime.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom a round asks, of a topic with 5 partitions and no groups. */
class LagRoundsTest {

    private final MemoryCluster cluster = new MemoryCluster();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Set<TopicPartition> asked = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void topicsWithinTheBoundAreAskedWhereTheyBeginAndEnd() {
        aRoundWith(5);
        assertThat(asked).hasSize(5);
        assertThat(registry.find("kafka.topic.partition.current.offset").gauges()).hasSize(5);
    }

    @Test
    void topicsBeyondItAreNotAskedForThatWouldOpenTheirLogs() {
        aRoundWith(4);
        assertThat(asked).isEmpty();
        assertThat(registry.find("kafka.topic.partition.current.offset").gauges()).isEmpty();
    }

    private void aRoundWith(int partitionsMax) {
        cluster.addTopic("orders", 5);
        var lags = new GroupLags(listening(), new FirstUnread(cluster, cluster));
        var limits = new LagLimits(1_000, partitionsMax, 10);
        var series = new LagSeries(registry, partitionsMax);
        new LagRounds(
                        () -> CompletableFuture.completedFuture(List.of()),
                        lags,
                        cluster,
                        0,
                        Clock.system(),
                        limits,
                        series)
                .tick();
        await().until(() -> registry.find("kafka.topic.partitions").gauge() != null);
    }

    private PartitionReader listening() {
        return new PartitionReader() {
            @Override
            public CompletableFuture<Answer<Fetched>> fetch(
                    TopicPartition partition, long offset, int maxBytes, int maxWaitMs) {
                return cluster.fetch(partition, offset, maxBytes, maxWaitMs);
            }

            @Override
            public CompletableFuture<Answer<Long>> offset(
                    TopicPartition partition, long timestampMs) {
                asked.add(partition);
                return cluster.offset(partition, timestampMs);
            }
        };
    }
}
