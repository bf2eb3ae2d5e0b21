package io.taffrail.gateway.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.fault.Rejection;
import org.junit.jupiter.api.Test;

/** Whole rebalances, line by line; the first as a stock Kafka 4.3.1 goes through it. */
class RebalanceTranscriptTest {

    private final Stage stage = new Stage().topic("a", 6);

    private void shows(String line) {
        assertThat(stage.line()).isEqualTo(line);
    }

    @Test
    void aSecondMemberGetsItsHalfOnceTheFirstHasGivenItUp() {
        Client first = stage.client("m1").join("a");
        shows("Stable 2: m1@2 STABLE a[0,1,2,3,4,5]");

        Client second = stage.client("m2").join("a");
        shows("Reconciling 3: m1@2 STABLE a[0,1,2,3,4,5];" + " m2@3 UNRELEASED_PARTITIONS nothing");

        first.beat();
        shows(
                "Reconciling 3: m1@2 UNREVOKED_PARTITIONS a[0,1,2] -a[3,4,5];"
                        + " m2@3 UNRELEASED_PARTITIONS nothing");
        assertThat(first.owned()).isEqualTo(stage.of("a", 0, 1, 2));

        second.beat();
        assertThat(second.owned().isEmpty()).isTrue();

        assertThat(first.beat().assignment()).as("it knows it already").isNull();
        shows("Reconciling 3: m1@3 STABLE a[0,1,2]; m2@3 UNRELEASED_PARTITIONS nothing");

        second.beat();
        shows("Stable 3: m1@3 STABLE a[0,1,2]; m2@3 STABLE a[3,4,5]");
        assertThat(second.owned()).isEqualTo(stage.of("a", 3, 4, 5));
    }

    @Test
    void aMemberThatDiesWhileRevokingLeavesEverythingToTheOthers() {
        stage.client("m1").revokingWithin(10_000).join("a").stubbornBeat();
        Client second = stage.client("m2").join("a");
        Client first = stage.client("m1");
        stage.ask(heartbeatOf("m1", 2)).value();
        shows(
                "Reconciling 3: m1@2 UNREVOKED_PARTITIONS a[0,1,2] -a[3,4,5];"
                        + " m2@3 UNRELEASED_PARTITIONS nothing");

        stage.shard.advance(9_999);
        second.beat();
        assertThat(second.owned().isEmpty()).as("nobody knows that it is dead").isTrue();

        stage.shard.advance(1);
        shows("Assigning 4: m2@3 UNRELEASED_PARTITIONS nothing");
        second.beat();
        shows("Stable 4: m2@4 STABLE a[0,1,2,3,4,5]");
        assertThat(first.refusedBeat(2, null)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    private static Heartbeat heartbeatOf(String memberId, int epoch) {
        return new Heartbeat(
                Stage.GROUP,
                memberId,
                epoch,
                null,
                null,
                -1,
                null,
                null,
                null,
                null,
                "client",
                "/127.0.0.1",
                true);
    }

    @Test
    void aTopicThatGrowsIsSharedAnew() {
        Client first = stage.client("m1").join("a");
        Client second = stage.client("m2").join("a");
        first.beat();
        first.beat();
        second.beat();
        shows("Stable 3: m1@3 STABLE a[0,1,2]; m2@3 STABLE a[3,4,5]");

        stage.grow("a", 6, 8);
        first.beat();
        second.beat();
        shows("Stable 4: m1@4 STABLE a[0,1,2,6]; m2@4 STABLE a[3,4,5,7]");
    }

    @Test
    void aTopicThatIsDeletedIsGivenUpAndOneThatIsCreatedIsTaken() {
        Client only = stage.client("m1").join("a", "b");
        shows("Stable 2: m1@2 STABLE a[0,1,2,3,4,5]");

        stage.topic("b", 2);
        only.beat();
        shows("Stable 3: m1@3 STABLE a[0,1,2,3,4,5] b[0,1]");

        stage.delete("a");
        only.beat();
        only.beat();
        shows("Stable 4: m1@4 STABLE b[0,1]");
    }

    @Test
    void aTopicThatIsCreatedAnewUnderItsNameIsAnotherOne() {
        Client only = stage.client("m1").join("a");
        stage.delete("a");
        stage.topic("a", 1);

        only.beat();
        only.beat();

        shows("Stable 3: m1@3 STABLE a[0]");
        assertThat(only.owned()).isEqualTo(stage.of("a", 0));
    }

    @Test
    void aTopicThatNobodyWantsChangesNothing() {
        Client only = stage.client("m1").join("a");
        int entries = stage.shard.log().size();

        stage.topic("other", 3);
        only.beat();

        assertThat(stage.shard.log()).hasSize(entries);
    }

    @Test
    void aMemberMovesTwoTargetsOnWhileItRevokes() {
        Client first = stage.client("m1").join("a");
        stage.client("m2").join("a");
        first.beat();
        stage.client("m3").join("a");
        shows(
                "Reconciling 4: m1@2 UNREVOKED_PARTITIONS a[0,1,2] -a[3,4,5];"
                        + " m2@3 UNRELEASED_PARTITIONS nothing;"
                        + " m3@4 UNRELEASED_PARTITIONS nothing");

        first.beat();
        shows(
                "Reconciling 4: m1@3 UNREVOKED_PARTITIONS a[0,1] -a[2];"
                        + " m2@3 UNRELEASED_PARTITIONS nothing;"
                        + " m3@4 UNRELEASED_PARTITIONS nothing");

        first.beat();
        assertThat(stage.line()).contains("m1@4 STABLE a[0,1]");
    }

    @Test
    void theLastOneWhoLeavesLeavesAnEmptyGroup() {
        Client only = stage.client("m1").join("a");

        only.leave();

        shows("Empty 3: ");
        assertThat(only.refusedBeat()).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        stage.client("m2").join("a");
        shows("Stable 4: m2@4 STABLE a[0,1,2,3,4,5]");
    }
}
