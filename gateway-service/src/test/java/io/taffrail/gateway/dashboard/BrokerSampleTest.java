package io.taffrail.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.dashboard.ClusterViews.Rates;
import io.taffrail.protocol.wire.BrokerCounters;
import io.taffrail.protocol.wire.BrokerCounters.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerSampleTest {

    private static final long NOW_MS = 50_000;

    @Test
    void aRateIsWhatCameByTheBrokersOwnStopwatch() {
        BrokerSample first = BrokerSample.of(null, counters(1_000, 10, 100), NOW_MS);
        assertThat(first.rates()).isEqualTo(Rates.NONE);
        BrokerSample second = BrokerSample.of(first, counters(3_000, 30, 500), NOW_MS);
        assertThat(second.rates()).isEqualTo(new Rates(10, 200, 400));
        assertThat(second.topics().get("orders").recordsInPerS()).isEqualTo(10);
        assertThat(second.topics().get("orders").sizeBytes()).isEqualTo(500);
    }

    @Test
    void aTopicThatIsToldForTheFirstTimeWasIdleBefore() {
        BrokerSample first = BrokerSample.of(null, counters(1_000), NOW_MS);
        BrokerSample second = BrokerSample.of(first, counters(2_000, 5, 50), NOW_MS);
        assertThat(second.topics().get("orders").recordsInPerS()).isEqualTo(5);
    }

    @Test
    void topicsThatAreNotToldAgainStandStillAndKeepTheirSize() {
        BrokerSample first = BrokerSample.of(null, counters(1_000, 10, 100), NOW_MS);
        BrokerSample busy = BrokerSample.of(first, counters(2_000, 20, 200), NOW_MS);
        var same = new BrokerCounters(3_000, 7, 20, 200, 400, List.of(), null, List.of());
        BrokerSample idle = BrokerSample.of(busy, same, NOW_MS);
        assertThat(idle.rates()).isEqualTo(Rates.NONE);
        assertThat(idle.topics().get("orders").isActive()).isFalse();
        assertThat(idle.topics().get("orders").sizeBytes()).isEqualTo(200);
    }

    @Test
    void aBrokerThatWasRestartedHasNoRateBeforeItsSecondAnswer() {
        BrokerSample before = BrokerSample.of(null, counters(9_000, 1_000, 9_000), NOW_MS);
        BrokerSample restarted = BrokerSample.of(before, counters(500, 3, 30), NOW_MS);
        assertThat(restarted.rates()).isEqualTo(Rates.NONE);
        assertThat(restarted.topics().get("orders").isActive()).isFalse();
        assertThat(BrokerSample.of(restarted, counters(1_500, 8, 80), NOW_MS).rates())
                .isEqualTo(new Rates(5, 50, 100));
    }

    private static BrokerCounters counters(long stopwatchMs) {
        return new BrokerCounters(stopwatchMs, 1, 0, 0, 0, List.of(), List.of(), List.of());
    }

    /** Of one topic, which was read twice. */
    private static BrokerCounters counters(long stopwatchMs, long records, long bytes) {
        return new BrokerCounters(
                stopwatchMs,
                records,
                records,
                bytes,
                2 * bytes,
                List.of(),
                List.of(new Topic("orders", records, bytes, 2 * bytes, bytes)),
                List.of());
    }
}
