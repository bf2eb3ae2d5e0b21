package io.taffrail.gateway.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MembershipRulesTest {

    private final Stage stage = new Stage().topic("a", 6);

    @Test
    void onlyAJoinMakesAGroup() {
        assertThat(stage.client("m1").refusedBeat(5, null)).isEqualTo(Rejection.GROUP_ID_NOT_FOUND);
        assertThat(stage.hasGroup()).isFalse();
    }

    @Test
    void aMemberThatNobodyKnowsIsSentAway() {
        stage.client("m1").join("a");

        assertThat(stage.client("m2").refusedBeat(2, null)).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
    }

    @Test
    void anEpochThatWasNeverGivenIsFenced() {
        Client member = stage.client("m1").join("a");

        assertThat(member.refusedBeat(3, null)).isEqualTo(Rejection.FENCED_MEMBER_EPOCH);
        assertThat(member.refusedBeat(1, null)).isEqualTo(Rejection.FENCED_MEMBER_EPOCH);
    }

    @Test
    void theEpochBeforeIsGoodForWhoOwnsNoMoreThanItWasGiven() {
        Client first = stage.client("m1").join("a");
        stage.client("m2").join("a");
        first.beat();
        first.beat();
        assertThat(first.epoch()).isEqualTo(3);

        // The answer with epoch 3 was lost.
        assertThat(first.beat(2, stage.of("a", 0, 1)).memberEpoch()).isEqualTo(3);
        assertThat(first.refusedBeat(2, null)).isEqualTo(Rejection.FENCED_MEMBER_EPOCH);
        assertThat(first.refusedBeat(2, stage.of("a", 0, 5)))
                .isEqualTo(Rejection.FENCED_MEMBER_EPOCH);
    }

    @Test
    void whoJoinsAgainIsToldAllItHas() {
        Client first = stage.client("m1").join("a");
        first.join("a");

        assertThat(first.epoch()).isEqualTo(2);
        assertThat(first.owned().size()).isEqualTo(6);
    }

    @Test
    void whoJoinsAgainWhileRevokingHasGivenUp() {
        Client first = stage.client("m1").join("a");
        stage.client("m2").join("a");
        first.stubbornBeat();

        first.join("a");

        assertThat(first.epoch()).isEqualTo(3);
        assertThat(first.owned()).isEqualTo(stage.of("a", 0, 1, 2));
    }

    @Test
    void aFullHeartbeatIsAnsweredInFull() {
        Client member = stage.client("m1").join("a");

        assertThat(member.beat().assignment()).isNull();
        HeartbeatAnswer answer =
                stage.ask(heartbeat("m1", 2, 30_000, List.of("a"), stage.of("a", 0, 1, 2, 3, 4, 5)))
                        .value();
        assertThat(answer.assignment()).isEqualTo(stage.of("a", 0, 1, 2, 3, 4, 5));
    }

    @Test
    void theIntervalIsTold() {
        assertThat(stage.ask(heartbeat("m1", 0, 1000, List.of("a"), PartitionSet.EMPTY)).value())
                .extracting(HeartbeatAnswer::heartbeatIntervalMs)
                .isEqualTo(GroupSettings.DEFAULT.consumerHeartbeatIntervalMs());
    }

    @Test
    void aMemberIdIsMadeForWhoHasNone() {
        Heartbeat nameless =
                new Heartbeat(
                        Stage.GROUP,
                        "",
                        0,
                        null,
                        null,
                        1000,
                        List.of("a"),
                        null,
                        null,
                        PartitionSet.EMPTY,
                        "client",
                        "/127.0.0.1",
                        false);

        HeartbeatAnswer answer = stage.ask(nameless).value();

        assertThat(answer.memberId()).hasSize(22);
        assertThat(stage.group().member(answer.memberId())).isNotNull();
    }

    @Test
    void whoeverIsSilentForTheSessionTimeoutIsRemoved() {
        Client first = stage.client("m1").join("a");
        Client second = stage.client("m2").join("a");
        stage.shard.advance(30_000);
        second.beat();
        stage.shard.advance(15_000);

        assertThat(first.refusedBeat()).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        second.beat();
        assertThat(second.owned().size()).isEqualTo(6);
    }

    @Test
    void aRevocationInTimeSavesTheMember() {
        Client first = stage.client("m1").revokingWithin(1_000).join("a");
        stage.client("m2").join("a");
        first.beat();
        first.beat();

        stage.shard.advance(5_000);

        assertThat(stage.group().member("m1")).isNotNull();
    }

    @Test
    void aGroupTakesNoMoreMembersThanItMay() {
        GroupSettings all = GroupSettings.DEFAULT;
        var small = new Stage(withMaxSize(all, 2)).topic("a", 6);
        Client first = small.client("m1").join("a");
        small.client("m2").named("i2").join("a").leaveForAWhile();

        assertThat(small.client("m3").refusedJoin("a")).isEqualTo(Rejection.GROUP_MAX_SIZE_REACHED);
        first.join("a");
        small.client("m2b").named("i2").join("a");
    }

    private static GroupSettings withMaxSize(GroupSettings all, int size) {
        return new GroupSettings(
                all.minSessionTimeoutMs(),
                all.maxSessionTimeoutMs(),
                all.initialRebalanceDelayMs(),
                all.maxSize(),
                all.consumerSessionTimeoutMs(),
                all.consumerHeartbeatIntervalMs(),
                size,
                all.migrationPolicy(),
                all.offsetMetadataBytesMax(),
                all.offsetsRetentionMs(),
                all.offsetsCheckIntervalMs());
    }

    @Test
    void theAssignorWithTheMostVotesAssigns() {
        stage.client("m1").voting("range").join("a");
        assertThat(stage.describe().assignor()).isEqualTo("range");

        stage.client("m2").voting("uniform").join("a");
        assertThat(stage.describe().assignor()).as("a tie is the default's").isEqualTo("uniform");

        stage.client("m3").voting("range").join("a");
        assertThat(stage.describe().assignor()).isEqualTo("range");
        assertThat(stage.client("m4").voting("foo").refusedJoin("a"))
                .isEqualTo(Rejection.UNSUPPORTED_ASSIGNOR);
    }

    @Test
    void whoWantsSomethingElseMovesTheEpoch() {
        Client first = stage.topic("b", 2).client("m1").join("a");
        first.resubscribe("b");
        first.beat();

        assertThat(first.owned()).isEqualTo(stage.of("b", 0, 1));
        assertThat(stage.group().epoch()).isEqualTo(3);
    }

    @Test
    void whoWantsNothingIsAMemberAllTheSame() {
        Client first = stage.client("m1").join();

        assertThat(stage.line()).isEqualTo("Stable 2: m1@2 STABLE nothing");
        first.beat();
    }

    @Test
    void anEmptyRequestIsRefusedInKafkasWords() {
        refuses(
                heartbeat("", 0, 1000, List.of("a"), PartitionSet.EMPTY),
                "MemberId can't be empty.");
        refuses(
                heartbeat("  ", 0, 1000, List.of("a"), PartitionSet.EMPTY),
                "MemberId can't be empty.");
        refuses(
                heartbeat("m", 0, -1, List.of("a"), PartitionSet.EMPTY),
                "RebalanceTimeoutMs must be provided in first request.");
        refuses(
                heartbeat("m", 0, 1000, List.of("a"), null),
                "TopicPartitions must be empty when (re-)joining.");
        refuses(
                heartbeat("m", 0, 1000, List.of("a"), stage.of("a", 0)),
                "TopicPartitions must be empty when (re-)joining.");
        refuses(
                heartbeat("m", 0, 1000, null, PartitionSet.EMPTY),
                "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when"
                        + " (re-)joining.");
        refuses(heartbeat("m", -3, -1, null, null), "MemberEpoch is invalid.");
        refuses(heartbeat("m", -2, -1, null, null), "InstanceId can't be null.");
        assertThat(stage.hasGroup()).isFalse();
    }

    private static void refuses(Heartbeat heartbeat, String why) {
        assertThat(HeartbeatChecks.objection(heartbeat))
                .satisfies(rejected -> {
                    assertThat(rejected.reason()).isEqualTo(Rejection.INVALID_REQUEST);
                    assertThat(rejected.message()).isEqualTo(why);
                });
    }

    private static Heartbeat heartbeat(
            String memberId,
            int epoch,
            int timeoutMs,
            @Nullable List<String> topics,
            @Nullable PartitionSet owned) {
        return new Heartbeat(
                Stage.GROUP,
                memberId,
                epoch,
                null,
                null,
                timeoutMs,
                topics,
                null,
                null,
                owned,
                "client",
                "/127.0.0.1",
                true);
    }
}
