package io.taffrail.gateway.coordinator.group.classic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JoinRulesTest {

    private final Transcript transcript = new Transcript();

    @Test
    void aSessionTimeoutMustBeWithinTheBounds() {
        transcript.plays(
                """
                > a joins range session=5999
                a: INVALID_SESSION_TIMEOUT
                > a joins range session=1800001
                a: INVALID_SESSION_TIMEOUT
                > a joins range session=6000
                a: come again as a1
                """);
    }

    @Test
    void anIdThatIsNotUsedWithinTheSessionTimeoutIsForgottenAndTheGroupWithIt() {
        transcript.plays(
                """
                > a joins range
                a: come again as a1
                > 10000 ms pass
                > a joins range
                a: UNKNOWN_MEMBER_ID
                """);
        assertThat(transcript.isForgotten()).isTrue();
    }

    @Test
    void anIdThatNobodyGaveIsRefused() {
        transcript.plays(
                """
                > a joins as made-up range
                a: UNKNOWN_MEMBER_ID
                """);
        assertThat(transcript.isForgotten()).isTrue();
    }

    @Test
    void clientsBeforeKip394AreLetInAtOnce() {
        transcript.plays(
                """
                > a joins range v3
                > 3000 ms pass
                a: a1 in generation 1 by range, led by a1 of a1=range:a
                """);
    }

    @Test
    void theFirstRebalanceIsDrawnOutWhileMembersKeepComing() {
        transcript.plays(
                """
                > a joins range v3
                > 2000 ms pass
                > b joins range v3
                > 1000 ms pass
                > 2000 ms pass
                > c joins range v3
                > 1000 ms pass
                > 2999 ms pass
                > 1 ms pass
                a: a1 in generation 1 by range, led by a1 of a1=range:a b1=range:b c1=range:c
                b: b1 in generation 1 by range, led by a1
                c: c1 in generation 1 by range, led by a1
                """);
    }

    @Test
    void theFirstRebalanceIsNeverDrawnOutBeyondTheRebalanceTimeout() {
        transcript.plays(
                """
                > a joins range v3 rebalance=4000
                > 2000 ms pass
                > b joins range v3
                > 1000 ms pass
                > c joins range v3
                > 1000 ms pass
                a: a1 in generation 1 by range, led by a1 of a1=range:a b1=range:b c1=range:c
                b: b1 in generation 1 by range, led by a1
                c: c1 in generation 1 by range, led by a1
                """);
    }

    @Test
    void aRebalanceWaitsForWhoeverWasGivenAnId() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        transcript.plays(
                """
                > c joins range
                c: come again as c1
                > a joins range
                > b joins range
                > c joins range
                a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b c1=range:c
                b: b1 in generation 2 by range, led by a1
                c: c1 in generation 2 by range, led by a1
                """);
    }

    @Test
    void whoWasGivenAnIdAndLeavesIsNotWaitedForAndDisturbsNobody() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        transcript.plays(
                """
                > c joins range
                c: come again as c1
                > c leaves
                c: c left
                > a beats
                a: alive
                > d joins range
                d: come again as d1
                > a joins range
                > b joins range
                > d leaves
                a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                b: b1 in generation 2 by range, led by a1
                d: d left
                """);
    }

    @Test
    void membersVoteForTheProtocolThatMostLikeBest() {
        transcript.plays(
                """
                > a joins range,sticky v3
                > b joins sticky,range v3
                > c joins own,sticky,range v3
                > 6000 ms pass
                a: a1 in generation 1 by sticky, led by a1 of a1=sticky:a b1=sticky:b c1=sticky:c
                b: b1 in generation 1 by sticky, led by a1
                c: c1 in generation 1 by sticky, led by a1
                """);
    }

    @Test
    void membersThatShareNoProtocolAreNotLetIn() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        transcript.plays(
                """
                > c joins sticky
                c: INCONSISTENT_GROUP_PROTOCOL
                > c joins range type=connect
                c: INCONSISTENT_GROUP_PROTOCOL
                > a joins sticky
                a: INCONSISTENT_GROUP_PROTOCOL
                > a beats
                a: alive
                """);
    }

    @Test
    void aMemberThatOffersNothingIsNotLetInEvenWhenItIsTheFirst() {
        transcript.plays(
                """
                > a joins nothing
                a: INCONSISTENT_GROUP_PROTOCOL
                > a joins range type=
                a: INCONSISTENT_GROUP_PROTOCOL
                """);
        assertThat(transcript.isForgotten()).isTrue();
    }

    @Test
    void anEmptyGroupMayComeBackAsSomethingElse() {
        transcript.plays(
                """
                > a joins range v3
                > 3000 ms pass
                a: a1 in generation 1 by range, led by a1 of a1=range:a
                > a leaves
                a: a left
                > w joins default v3 type=connect
                > 3000 ms pass
                w: w1 in generation 3 by default, led by w1 of w1=default:w
                > w syncs w1=tasks
                w: assigned tasks by default
                > describe
                group: Stable connect/default [w1=tasks]
                """);
    }

    @Test
    void aFollowerThatAsksAgainIsToldOfTheGenerationThatItIsIn() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        transcript.plays(
                """
                > b joins range
                b: b1 in generation 1 by range, led by a1
                > b syncs
                b: assigned y by range
                """);
    }

    @Test
    void aLeaderThatAsksAgainRebalancesSinceItMayKnowOfNewPartitions() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        transcript.plays(
                """
                > a joins range
                > b beats
                b: REBALANCE_IN_PROGRESS
                > b joins range
                a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                b: b1 in generation 2 by range, led by a1
                > a joins range
                a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                """);
    }

    @Test
    void aFollowerWithAnotherSubscriptionRebalancesAlsoWhileAGenerationCompletes() {
        transcript.plays(EagerRebalanceTest.TWO_MEMBERS);
        transcript.plays(
                """
                > b joins range:more
                > a joins range
                b: b1 in generation 2 by range, led by a1
                a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:more
                > a syncs
                a: assigned nothing by range
                > b joins range
                > a joins range
                b: b1 in generation 3 by range, led by a1
                a: a1 in generation 3 by range, led by a1 of a1=range:a b1=range:b
                > b joins range:more
                > a syncs
                a: REBALANCE_IN_PROGRESS
                """);
    }

    @Test
    void ofTwoRequestsOfOneMemberTheLaterOneIsAnsweredWithAPlace() {
        transcript.plays(
                """
                > a joins range
                a: come again as a1
                > a joins range
                > a joins range
                a: REBALANCE_IN_PROGRESS
                > 3000 ms pass
                a: a1 in generation 1 by range, led by a1 of a1=range:a
                """);
    }

    @Test
    void aFullGroupLetsNobodyMoreIn() {
        transcript.under(Transcript.settings(0, 2)).plays(FULL);
        transcript.plays(
                """
                > a syncs
                a: assigned nothing by range
                > c joins range v3
                c: GROUP_MAX_SIZE_REACHED
                > a joins range
                > c joins range v3
                > b joins range
                a: a1 in generation 2 by range, led by a1 of a1=range:a c1=range:c
                c: c1 in generation 2 by range, led by a1
                b: GROUP_MAX_SIZE_REACHED
                > b beats
                b: UNKNOWN_MEMBER_ID
                """);
    }

    @Test
    void aGroupThatIsLargerThanTheNewBoundShrinksWhenItIsLoaded() {
        transcript.under(Transcript.settings(0, 2)).plays(FULL);
        transcript.plays(
                """
                > a syncs
                a: assigned nothing by range
                """);
        transcript
                .under(Transcript.settings(0, 1))
                .plays(
                        """
                        > takeover
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > a joins range
                        > b joins range
                        a: a1 in generation 2 by range, led by a1 of a1=range:a
                        b: GROUP_MAX_SIZE_REACHED
                        """);
    }

    private static final String FULL =
            """
            > a joins range v3
            > b joins range v3
            > 0 ms pass
            a: a1 in generation 1 by range, led by a1 of a1=range:a b1=range:b
            b: b1 in generation 1 by range, led by a1
            """;

    @Test
    void aNewMemberThatNeverHearsOfItsPlaceIsRemovedInTheEnd() {
        transcript.under(Transcript.settings(400_000, 2));
        transcript.plays(
                """
                > a joins range v3 rebalance=1000000
                > 299999 ms pass
                > 1 ms pass
                a: UNKNOWN_MEMBER_ID
                """);
    }
}
