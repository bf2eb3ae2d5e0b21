package io.taffrail.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private final CommitPace pace = new CommitPace();

    @Test
    void theFirstCommitWaitsForNothing() {
        assertThat(pace.waitNs(-5)).isNotPositive();
    }

    @Test
    void afterMuchTheNextCommitGathers() {
        pace.began(1_000, CommitPace.MUCH_BYTES);

        assertThat(pace.waitNs(501_000)).isEqualTo(CommitPace.APART_NS - 500_000);
        assertThat(pace.waitNs(1_000 + CommitPace.APART_NS)).isNotPositive();
    }

    @Test
    void afterLittleNobodyWaits() {
        pace.began(1_000, CommitPace.MUCH_BYTES);
        pace.began(2_000, CommitPace.MUCH_BYTES - 1);

        assertThat(pace.waitNs(2_001)).isNotPositive();
    }
}
