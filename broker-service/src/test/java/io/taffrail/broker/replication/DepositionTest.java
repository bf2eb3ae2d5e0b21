package io.taffrail.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DepositionTest {

    private static final int LEADER = 1;

    private final Deposition rule = new Deposition(2_000, 1_000);

    @Test
    void whoHearsNeitherControllersNorFollowersIsLikelyDeposed() {
        assertThat(isLikely(2_000, Map.of(2, 1_000L, 3, 5_000L), 1, 2, 3)).isTrue();
    }

    @Test
    void aLeaderWhoseFollowersFetchGoesOnHoweverLongTheControllersAreDown() {
        assertThat(isLikely(3_600_000, Map.of(2, 999L, 3, 5_000L), 1, 2, 3)).isFalse();
    }

    @Test
    void aLeaderThatTheControllersLetServeGoesOnWithoutItsFollowers() {
        assertThat(isLikely(1_999, Map.of(2, 60_000L, 3, 60_000L), 1, 2, 3)).isFalse();
    }

    @Test
    void whoIsAloneInTheIsrHasNobodyToBeReplacedBy() {
        assertThat(isLikely(3_600_000, Map.of(2, 3_600_000L), 1)).isFalse();
    }

    @Test
    void aFollowerOutsideOfTheIsrSaysNothing() {
        assertThat(isLikely(2_000, Map.of(2, 1_000L, 3, 0L), 1, 2)).isTrue();
    }

    private boolean isLikely(
            long controllerSilenceMs, Map<Integer, Long> silenceMs, Integer... isr) {
        return rule.isLikely(controllerSilenceMs, LEADER, List.of(isr), silenceMs::get);
    }
}
