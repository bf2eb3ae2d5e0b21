package io.taffrail.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpochStandingTest {

    @Test
    void whoNamesNoEpochIsTakenToKnowTheLeader() {
        assertThat(EpochStanding.of(4, -1)).isEqualTo(EpochStanding.CURRENT);
        assertThat(EpochStanding.of(4, 4)).isEqualTo(EpochStanding.CURRENT);
    }

    @Test
    void anEarlierEpochIsFencedAndALaterOneUnknown() {
        assertThat(EpochStanding.of(4, 3)).isEqualTo(EpochStanding.FENCED);
        assertThat(EpochStanding.of(4, 5)).isEqualTo(EpochStanding.UNKNOWN);
    }

    @Test
    void aBrokerThatServesNothingStandsUnderNoEpochAtAll() {
        assertThat(EpochStanding.of(-1, -1)).isEqualTo(EpochStanding.NOT_SERVING);
        assertThat(EpochStanding.of(-1, 0)).isEqualTo(EpochStanding.NOT_SERVING);
    }
}
