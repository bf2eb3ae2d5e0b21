package io.taffrail.gateway.canary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** For how long no record came through, before a leader was asked to move and after it. */
class ArrivalsTest {

    private static final long MS = 1_000_000;

    private final Arrivals arrivals = new Arrivals();

    @Test
    void aGapBelongsToTheTimeInWhichItEnds() {
        come(0, 4, 6, 46, 48, 58);

        assertThat(arrivals.longestBeforeNs(10 * MS)).isEqualTo(4 * MS);
        assertThat(arrivals.longestAfterNs(10 * MS)).isEqualTo(40 * MS);
        assertThat(arrivals.longestAfterNs(46 * MS)).isEqualTo(10 * MS);
    }

    @Test
    void whatNeverCameAgainIsNotAGapYet() {
        come(0, 4);

        assertThat(arrivals.longestAfterNs(10 * MS)).isZero();
        assertThat(arrivals.hasAnySince(10 * MS)).isFalse();
        assertThat(arrivals.hasAnySince(4 * MS)).isTrue();
    }

    @Test
    void timesAreToldFromTheRequestOn() {
        come(0, 12);

        assertThat(arrivals.fromMs(10 * MS)).containsExactly(-10.0, 2.0);
    }

    private void come(long... atMs) {
        for (long at : atMs) {
            arrivals.add(at * MS);
        }
    }
}
