package io.taffrail.gateway.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** As a stock Kafka 4.3.1 answered the same questions. */
class CommitRulesTest {

    private final Stage stage = new Stage().topic("a", 6);

    @Test
    void onlyTheMembersOwnEpochCommits() {
        stage.client("m1").join("a");

        assertThat(commit("m1", 2)).isNull();
        assertThat(commit("m1", 1)).isEqualTo(Rejection.STALE_MEMBER_EPOCH);
        assertThat(commit("m1", 3)).isEqualTo(Rejection.STALE_MEMBER_EPOCH);
        assertThat(commit("m1", -1)).isEqualTo(Rejection.STALE_MEMBER_EPOCH);
        assertThat(commit("zz", 2)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        assertThat(commit("", -1)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    @Test
    void anEmptyGroupTakesOffsetsOfAnyone() {
        stage.client("m1").join("a").leave();

        assertThat(commit("", -1)).isNull();
        assertThat(commit("m1", 2)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aTransactionIsToldOfItsGeneration() {
        stage.client("m1").join("a");

        assertThat(reason(stage.group().judgeCommit("m1", null, 1, true)))
                .isEqualTo(Rejection.ILLEGAL_GENERATION);
        assertThat(stage.group().judgeCommit("", null, -1, true)).isNull();
    }

    @Test
    void offsetsAreToldToMembersAndToThoseWhoSayNothing() {
        stage.client("m1").join("a");

        assertThat(fetch("m1", 2)).isNull();
        assertThat(fetch(null, -1)).isNull();
        assertThat(fetch("m1", 1)).isEqualTo(Rejection.STALE_MEMBER_EPOCH);
        assertThat(fetch("m1", -1)).isEqualTo(Rejection.STALE_MEMBER_EPOCH);
        assertThat(fetch("", -1)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        assertThat(fetch("zz", 3)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aLateCommitIsGoodForWhatHasNotChangedHands() {
        Client first = stage.client("m1").join("a");
        stage.client("m2").join("a");
        first.beat();
        first.beat();
        assertThat(first.epoch()).isEqualTo(3);

        assertThat(stage.group().hasHeldSince("m1", 2, stage.id("a"), 0)).isTrue();
        assertThat(stage.group().hasHeldSince("m1", 2, stage.id("a"), 5)).isFalse();
        assertThat(stage.group().hasHeldSince("m1", 1, stage.id("a"), 0)).isFalse();
        assertThat(stage.group().hasHeldSince("m2", 2, stage.id("a"), 5)).isFalse();
    }

    private @Nullable Rejection commit(String memberId, int epoch) {
        return reason(stage.group().judgeCommit(memberId, null, epoch, false));
    }

    private @Nullable Rejection fetch(@Nullable String memberId, int epoch) {
        return reason(stage.group().judgeFetch(memberId, epoch));
    }

    private static @Nullable Rejection reason(@Nullable Rejected rejected) {
        return rejected == null ? null : rejected.reason();
    }
}
