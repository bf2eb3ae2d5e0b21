package io.taffrail.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A segment of which 1,000 bytes were found on the disk. */
class ProvenBytesTest {

    private final ProvenBytes proven = new ProvenBytes(1_000);

    @Test
    void whatWasReadIsNotReadAgain() {
        assertThat(proven.unprovenFrom(0, 500)).isZero();
        proven.add(0, 500);
        assertThat(proven.unprovenFrom(0, 500)).isEqualTo(500);
        assertThat(proven.unprovenFrom(100, 900)).isEqualTo(500);
        assertThat(proven.unprovenFrom(600, 900)).isEqualTo(600);
    }

    @Test
    void whatWasWrittenSinceIsOurOwn() {
        assertThat(proven.unprovenFrom(1_000, 1_400)).isEqualTo(1_400);
    }

    @Test
    void whatIsWrittenBehindACutIsOurOwnAndNothingIsToBeginWithinItsBatches() {
        proven.add(0, 500);
        proven.cut(400);

        assertThat(proven.unprovenFrom(400, 900)).isEqualTo(900);
        assertThat(proven.unprovenFrom(0, 900)).isEqualTo(900);
    }

    @Test
    void whoReadBeforeTheCutAndSaysSoAfterItChangesNothing() {
        proven.cut(400);
        proven.add(0, 500);
        proven.add(500, 800);

        assertThat(proven.unprovenFrom(0, 900)).isEqualTo(900);
        assertThat(proven.unprovenFrom(450, 900)).isEqualTo(900);
    }

    @Test
    void aCutBeforeAllThatWasReadForgetsIt() {
        proven.add(500, 800);
        proven.cut(400);

        assertThat(proven.unprovenFrom(0, 400)).isZero();
    }
}
