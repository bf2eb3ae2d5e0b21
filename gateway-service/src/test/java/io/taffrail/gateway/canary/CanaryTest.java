package io.taffrail.gateway.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.CanaryTopic;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.RulesLevels;
import io.taffrail.kernel.runtime.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the canary finds in a cluster in memory, whose time the test keeps. */
class CanaryTest {

    private static final long SECOND_NS = 1_000_000_000L;

    private final MemoryCluster cluster = new MemoryCluster();
    private final AtomicLong nowNs = new AtomicLong();
    private final AtomicInteger came = new AtomicInteger();
    private final AtomicLong lostNs = new AtomicLong();
    private final Canary canary =
            new Canary(
                    new CanaryRecords(cluster, cluster, cluster, cluster, new HandClock()),
                    new HandClock(),
                    new Found());

    private final class HandClock implements Clock {

        @Override
        public long nowMs() {
            return 1_700_000_000_000L;
        }

        @Override
        public long nanoTime() {
            return nowNs.get();
        }
    }

    private final class Found implements CanaryObserver {

        @Override
        public void onCame(long tookNs) {
            came.incrementAndGet();
        }

        @Override
        public void onLost(long ns) {
            lostNs.addAndGet(ns);
        }
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void itsTopicIsMadeOnceItWouldBeInternalAndARecordComesThroughEachSecond() {
        canary.tick();
        assertThat(cluster.image().topics()).as("it would be seen by everybody").isEmpty();
        raise();
        canary.tick();
        assertThat(cluster.image().topic(CanaryTopic.NAME).partitions()).hasSize(1);

        for (int seconds = 1; seconds <= 3; seconds++) {
            nextSecond();
            int expected = seconds;
            await().until(() -> came.get() == expected);
        }
        assertThat(cluster.batches(new TopicPartition(CanaryTopic.NAME, 0))).hasSize(3);
        assertThat(lostNs.get()).isZero();
    }

    @Test
    void timeWithoutARecordIsLostFromTheLastOneOnAndCountedOnce() {
        begin();
        cluster.holdWrites();
        nextSecond();
        nextSecond();
        assertThat(lostNs.get()).as("two seconds are no outage").isZero();
        nextSecond();
        assertThat(lostNs.get()).isEqualTo(3 * SECOND_NS);
        nextSecond();
        assertThat(lostNs.get()).isEqualTo(4 * SECOND_NS);

        nowNs.addAndGet(SECOND_NS / 2);
        cluster.releaseWrites();
        await().until(() -> came.get() == 2);
        assertThat(lostNs.get()).isEqualTo(9 * SECOND_NS / 2);
        nextSecond();
        await().until(() -> came.get() == 3);
        assertThat(lostNs.get()).isEqualTo(9 * SECOND_NS / 2);
    }

    @Test
    void aRefusalIsTriedAgainInTheNextSecond() {
        begin();
        cluster.refuseNext(Rejection.NOT_LEADER_OR_FOLLOWER);
        nextSecond();
        nextSecond();
        await().until(() -> came.get() == 2);
        assertThat(lostNs.get()).isZero();
    }

    @Test
    void anAnswerThatNeverComesHoldsItUpForTenSecondsAndNotForEver() {
        begin();
        cluster.holdWrites();
        nextSecond();
        for (int i = 0; i < 9; i++) {
            nextSecond();
        }
        assertThat(cluster.heldWriteCount()).isEqualTo(1);
        nextSecond();
        assertThat(cluster.heldWriteCount()).isEqualTo(2);
    }

    private void raise() {
        cluster.apply(
                new FeatureLevelChanged(RulesLevels.FEATURE, CanaryTopic.INTERNAL_FROM_LEVEL));
    }

    private void begin() {
        raise();
        canary.tick();
        nextSecond();
        await().until(() -> came.get() == 1);
    }

    private void nextSecond() {
        nowNs.addAndGet(SECOND_NS);
        canary.tick();
    }
}
