package io.taffrail.gateway.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.fault.Rejection;
import org.junit.jupiter.api.Test;

class StaticMembersTest {

    private final Stage stage = new Stage().topic("a", 6);

    @Test
    void whoComesBackUnderItsNameFindsItsPartitions() {
        Client first = stage.client("s1").named("i1").join("a");
        first.leaveForAWhile();
        assertThat(stage.line()).isEqualTo("Reconciling 2: s1@-2 STABLE a[0,1,2,3,4,5]");

        Client again = stage.client("s1b").named("i1").join("a");

        assertThat(stage.line()).isEqualTo("Stable 2: s1b@2 STABLE a[0,1,2,3,4,5]");
        assertThat(again.owned().size()).isEqualTo(6);
        assertThat(first.refusedBeat(2, null)).isEqualTo(Rejection.FENCED_INSTANCE_ID);
    }

    @Test
    void aNameIsItsOwnersUntilItGoes() {
        Client owner = stage.client("s1").named("i1").join("a");

        assertThat(stage.client("s9").named("i1").refusedJoin("a"))
                .isEqualTo(Rejection.UNRELEASED_INSTANCE_ID);
        assertThat(stage.client("s1").named("i1").refusedJoin("a"))
                .isEqualTo(Rejection.UNRELEASED_INSTANCE_ID);
        assertThat(stage.client("s9").named("i1").refusedBeat(2, null))
                .isEqualTo(Rejection.FENCED_INSTANCE_ID);
        assertThat(stage.client("s9").named("i7").refusedBeat(2, null))
                .isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        owner.beat();
    }

    @Test
    void whoIsAwayMayNotSpeakBeforeItJoins() {
        Client first = stage.client("s1").named("i1").join("a");
        first.leaveForAWhile();

        assertThat(first.refusedBeat(2, null)).isEqualTo(Rejection.FENCED_MEMBER_EPOCH);
        first.join("a");
        assertThat(first.epoch()).isEqualTo(2);
    }

    @Test
    void whoStaysAwayLosesItsPlaceWithItsSession() {
        stage.client("s1").named("i1").join("a").leaveForAWhile();
        Client second = stage.client("s2").named("i2").join("a");
        stage.shard.advance(30_000);
        second.beat();
        assertThat(second.owned().isEmpty()).as("they are kept for who is away").isTrue();

        stage.shard.advance(15_000);
        second.beat();

        assertThat(stage.line()).isEqualTo("Stable 4: s2@4 STABLE a[0,1,2,3,4,5]");
    }

    @Test
    void whoIsReplacedWhileItRevokedIsRevokingNoMore() {
        Client first = stage.client("s1").named("i1").join("a");
        Client second = stage.client("s2").named("i2").join("a");
        first.stubbornBeat();
        first.leaveForAWhile();
        stage.shard.advance(29_000);
        second.beat();
        assertThat(second.owned())
                .as("it left, so it reads nothing")
                .isEqualTo(stage.of("a", 3, 4, 5));

        stage.client("s1b").named("i1").join("a");
        stage.shard.advance(2_000);

        assertThat(stage.line()).isEqualTo("Stable 3: s1b@3 STABLE a[0,1,2]; s2@3 STABLE a[3,4,5]");
    }

    @Test
    void aStaticMemberCanLeaveForGood() {
        Client first = stage.client("s1").named("i1").join("a");
        first.leave();

        assertThat(stage.line()).isEqualTo("Empty 3: ");
        stage.client("s1b").named("i1").join("a");
    }
}
