package io.taffrail.gateway.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.lag.LagWatcher.Seen;
import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.MemoryGroups;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rounds for those who watch; the test moves time by ticks. */
class LagWatchTest {

    private final MemoryCluster cluster = new MemoryCluster();
    private final MemoryGroups groups = new MemoryGroups(cluster);
    private final LagWatch watch =
            new LagWatch(
                    groups,
                    new GroupLags(cluster, new FirstUnread(cluster, cluster)),
                    Clock.system(),
                    10);

    LagWatchTest() {
        cluster.addTopic("orders", 1);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void whoWatchesIsServedAtOnceAndThenWithEachTick() throws Exception {
        commit("g");
        try (var watcher = watch.watch("g")) {
            assertThat(watcher.take()).isInstanceOf(Seen.Groups.class);
            assertThat(((Seen.Groups) takeAfterTicks(watcher)).groups()).containsOnlyKeys("g");
        }
    }

    /** A tick that comes before the round before it has quite ended is passed over. */
    private Seen takeAfterTicks(LagWatcher watcher) {
        CompletableFuture<Seen> taken =
                CompletableFuture.supplyAsync(() -> take(watcher), Thread::startVirtualThread);
        await().until(() -> {
            watch.tick();
            return taken.isDone();
        });
        return taken.join();
    }

    private static Seen take(LagWatcher watcher) {
        try {
            return watcher.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWatchThatWasClosedEnds() throws Exception {
        commit("g");
        var watcher = watch.watch("g");
        watcher.close();
        assertThat(watcher.take()).isNull();
    }

    @Test
    void moreGroupsThanCanBeWatchedTogetherAreRefused() throws Exception {
        for (int i = 0; i < LagWatch.GROUPS_MAX; i++) {
            commit("g" + i);
        }
        try (var all = watch.watch(null)) {
            assertThat(((Seen.Groups) all.take()).groups()).hasSize(LagWatch.GROUPS_MAX);
        }
        commit("one-more");
        try (var all = watch.watch(null)) {
            assertThat(((Seen.Nothing) all.take()).why().message())
                    .contains("there are 1001 groups, and all can be watched up to 1000");
        }
    }

    @Test
    void groupsWatchedByNameAreBoundedAndMakeRoomWhenTheyAreLeft() throws Exception {
        commit("g");
        for (int i = 1; i < LagWatch.GROUPS_MAX; i++) {
            watch.watch("none" + i);
        }
        LagWatcher last = watch.watch("g");
        assertThat(last.take()).isInstanceOf(Seen.Groups.class);
        try (var same = watch.watch("g")) {
            assertThat(same.take()).isInstanceOf(Seen.Groups.class);
        }
        try (var refused = watch.watch("other")) {
            assertThat(((Seen.Nothing) refused.take()).why().reason())
                    .isEqualTo(Rejection.THROTTLING_QUOTA_EXCEEDED);
        }
        last.close();
        commit("other");
        try (var next = watch.watch("other")) {
            assertThat(next.take()).isInstanceOf(Seen.Groups.class);
        }
    }

    private void commit(String group) {
        groups.commit(group, "", -1, Map.of(new TopicPartition("orders", 0), 0L));
    }
}
