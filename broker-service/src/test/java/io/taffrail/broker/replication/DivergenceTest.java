package io.taffrail.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.replication.Divergence.EpochEnd;
import org.junit.jupiter.api.Test;

class DivergenceTest {

    @Test
    void whereTheLeadersEpochEndsEarlierTheFollowerCutsThere() {
        assertThat(Divergence.truncationOffset(end(3, 10), end(3, 14), 20)).isEqualTo(10);
    }

    @Test
    void whereTheFollowersOwnEpochEndsEarlierItCutsThere() {
        // It has a later epoch that the leader never had.
        assertThat(Divergence.truncationOffset(end(3, 18), end(3, 14), 20)).isEqualTo(14);
    }

    @Test
    void anEpochThatTheFollowerNeverHeardOfSendsItBackToWhereItsOwnEarlierOneEnds() {
        assertThat(Divergence.truncationOffset(end(3, 18), end(2, 8), 20)).isEqualTo(8);
    }

    @Test
    void withoutACommonEpochOnlyWhatTheLeaderEndsBeforeIsKept() {
        assertThat(Divergence.truncationOffset(end(3, 5), end(-1, -1), 20)).isEqualTo(5);
        assertThat(Divergence.truncationOffset(end(-1, -1), end(-1, -1), 20)).isZero();
    }

    @Test
    void nothingIsCutBeyondTheFollowersOwnEnd() {
        assertThat(Divergence.truncationOffset(end(3, 30), end(3, 20), 20)).isEqualTo(20);
    }

    private static EpochEnd end(int epoch, long offset) {
        return new EpochEnd(epoch, offset);
    }
}
