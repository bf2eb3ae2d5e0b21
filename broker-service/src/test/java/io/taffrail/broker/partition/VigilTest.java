package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.runtime.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class VigilTest {

    private final HandClock clock = new HandClock();
    private final HandLoop loop = new HandLoop();
    private final HandLoop other = new HandLoop();
    private final Vigil vigil = new Vigil(clock, 1_000);

    @Test
    void aBrokerWhoseHeartBeatsIsTrusted() {
        for (int i = 0; i < 100; i++) {
            clock.advance(900);
            assertThat(vigil.beat()).isFalse();
            assertThat(vigil.isTrusted(loop)).isTrue();
        }
    }

    @Test
    void whoLooksFirstAfterASilenceDoesNotTrust() {
        clock.advance(1_001);
        assertThat(vigil.isTrusted(loop)).isFalse();
        assertThat(vigil.beat()).isTrue();
        assertThat(vigil.isTrusted(other)).isFalse();
    }

    @Test
    void aBeatAfterASilenceDoesNotHideIt() {
        clock.advance(60_000);
        assertThat(vigil.beat()).isTrue();
        assertThat(vigil.isTrusted(loop)).isFalse();
        assertThat(vigil.suspicions()).isEqualTo(1);
    }

    @Test
    void trustComesBackToEachLoopThatHasHeardTheController() {
        clock.advance(60_000);
        vigil.beat();
        vigil.assure(List.of(loop), vigil.suspicions());
        assertThat(vigil.isTrusted(loop)).isTrue();
        assertThat(vigil.isTrusted(other)).isFalse();
    }

    @Test
    void anAnswerFromBeforeTheNextSilenceAssuresNothing() {
        clock.advance(60_000);
        vigil.beat();
        int asOf = vigil.suspicions();
        clock.advance(60_000);
        vigil.beat();
        vigil.assure(List.of(loop), asOf);
        assertThat(vigil.isTrusted(loop)).isFalse();
    }

    private static final class HandClock implements Clock {
        private long nowNs;

        void advance(long ms) {
            nowNs += ms * 1_000_000;
        }

        @Override
        public long nowMs() {
            return nowNs / 1_000_000;
        }

        @Override
        public long nanoTime() {
            return nowNs;
        }
    }
}
