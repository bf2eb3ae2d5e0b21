package io.taffrail.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.runtime.Clock;
import org.junit.jupiter.api.Test;

class ByteRateTest {

    private long nowNs = Long.MAX_VALUE - 1_000;

    private final ByteRate rate =
            new ByteRate(
                    new Clock() {
                        @Override
                        public long nowMs() {
                            return 0;
                        }

                        @Override
                        public long nanoTime() {
                            return nowNs;
                        }
                    });

    @Test
    void withoutALimitNothingWaits() {
        rate.used(Long.MAX_VALUE / 2);
        assertThat(rate.waitMs()).isZero();
        assertThat(rate.isLimited()).isFalse();
    }

    @Test
    void whatWasSentIsPaidForWithTime() {
        rate.limit(1_000);
        assertThat(rate.waitMs()).isZero();
        rate.used(500);
        assertThat(rate.waitMs()).isEqualTo(501);
        pass(400);
        assertThat(rate.waitMs()).isEqualTo(101);
        rate.used(1_000);
        assertThat(rate.waitMs()).isEqualTo(1_101);
        pass(1_100);
        assertThat(rate.waitMs()).isZero();
    }

    @Test
    void timeInWhichNothingWasSentIsNoCredit() {
        rate.limit(1_000);
        pass(60_000);
        rate.used(1_000);
        assertThat(rate.waitMs()).isEqualTo(1_001);
    }

    @Test
    void anotherRateHoldsFromNowOn() {
        rate.limit(1);
        rate.used(1_000_000);
        rate.limit(1_000);
        assertThat(rate.waitMs()).isZero();
        rate.limit(0);
        assertThat(rate.waitMs()).as("nothing at all may be sent").isPositive();
    }

    private void pass(long ms) {
        nowNs += ms * 1_000_000;
    }
}
