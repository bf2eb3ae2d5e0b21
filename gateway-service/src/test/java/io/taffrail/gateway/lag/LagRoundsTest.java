package io.taffrail.gateway.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.OwnGroups.OwnGroup;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.runtime.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom a round asks, of a topic with 5 partitions and a group that reads two of them. */
class LagRoundsTest {

    private final MemoryCluster cluster = new MemoryCluster();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Set<TopicPartition> asked = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void onlyWhatGroupsReadIsAskedForSinceAskingOpensALog() {
        cluster.addTopic("orders", 5);
        var committed = new TopicPartition("orders", 1);
        var assigned = new TopicPartition("orders", 3);
        var group = new OwnGroup("billing", 1, 1, Map.of(committed, 0L), Set.of(assigned));
        new LagRounds(
                        () -> CompletableFuture.completedFuture(List.of(group)),
                        new GroupLags(listening(), new FirstUnread(cluster, cluster)),
                        Clock.system(),
                        new LagLimits(1_000, 100, 10),
                        new LagSeries(registry, 100))
                .tick();
        await().until(() -> registry.find("taffrail.group.lag.records").gauges().size() == 2);
        assertThat(asked).containsExactlyInAnyOrder(committed, assigned);
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
