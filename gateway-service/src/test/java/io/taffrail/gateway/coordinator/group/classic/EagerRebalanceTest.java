package io.taffrail.gateway.coordinator.group.classic;

import org.junit.jupiter.api.Test;

/** Whole rebalances, as consumers that give up everything go through them. */
class EagerRebalanceTest {

    private final Transcript transcript = new Transcript();

    @Test
    void twoConsumersShareAGroupAndAThirdOneJoins() {
        transcript.plays(
                """
                > a joins range
                a: come again as a1
                > b joins range
                b: come again as b1
                > a joins range
                > b joins range
                > 6000 ms pass
                a: a1 in generation 1 by range, led by a1 of a1=range:a b1=range:b
                b: b1 in generation 1 by range, led by a1
                > b syncs
                > a syncs a1=0,1 b1=2,3
                b: assigned 2,3 by range
                a: assigned 0,1 by range
                > written
                generation 1 by range, led by a1: [a1=0,1, b1=2,3]
                > a beats
                a: alive
                > c joins range
                c: come again as c1
                > a beats
                a: alive
                > c joins range
                > a beats
                a: REBALANCE_IN_PROGRESS
                > b beats
                b: REBALANCE_IN_PROGRESS
                > b joins range
                > a joins range
                c: c1 in generation 2 by range, led by a1
                b: b1 in generation 2 by range, led by a1
                a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b c1=range:c
                > describe
                group: CompletingRebalance consumer/ [a1=0,1, b1=2,3, c1=nothing]
                > a syncs a1=0 b1=1,2 c1=3
                a: assigned 0 by range
                > b syncs
                b: assigned 1,2 by range
                > c syncs
                c: assigned 3 by range
                > describe
                group: Stable consumer/range [a1=0, b1=1,2, c1=3]
                """);
    }

    @Test
    void aMemberThatDiesLeavesItsPartitionsToTheOthers() {
        stableWithTwo()
                .plays(
                        """
                        > 6000 ms pass
                        > a beats
                        a: alive
                        > 4000 ms pass
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > a joins range
                        a: a1 in generation 2 by range, led by a1 of a1=range:a
                        > a syncs a1=all
                        a: assigned all by range
                        > b beats
                        b: UNKNOWN_MEMBER_ID
                        """);
    }

    @Test
    void aLeaderThatDiesIsFollowedByWhoeverIsInForTheLongest() {
        stableWithTwo()
                .plays(
                        """
                        > 6000 ms pass
                        > b beats
                        b: alive
                        > 4000 ms pass
                        > b joins range
                        b: b1 in generation 2 by range, led by b1 of b1=range:b
                        """);
    }

    @Test
    void aLeaderThatDiesBeforeItAssignsIsNotWaitedForLongerThanARebalanceMayTake() {
        stableWithTwo()
                .plays(
                        """
                        > a joins range
                        > b joins range
                        a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                        b: b1 in generation 2 by range, led by a1
                        > b syncs
                        > 10000 ms pass
                        b: REBALANCE_IN_PROGRESS
                        > b joins range
                        b: b1 in generation 3 by range, led by b1 of b1=range:b
                        """);
    }

    @Test
    void aLeaderThatOnlyBeatsAndNeverAssignsIsRemovedWithAllWhoDidNotSync() {
        stableWithTwo()
                .plays(
                        """
                        > a joins range session=100000
                        > b joins range
                        a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                        b: b1 in generation 2 by range, led by a1
                        > b syncs
                        > 59999 ms pass
                        > 1 ms pass
                        b: REBALANCE_IN_PROGRESS
                        > a beats
                        a: UNKNOWN_MEMBER_ID
                        """);
    }

    @Test
    void aFollowerThatNeverSyncsIsRemovedAlthoughTheGroupIsStable() {
        stableWithTwo()
                .plays(
                        """
                        > a joins range session=100000
                        > b joins range session=100000
                        a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                        b: b1 in generation 2 by range, led by a1
                        > a syncs a1=x b1=y
                        a: assigned x by range
                        > 60000 ms pass
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > b beats
                        b: UNKNOWN_MEMBER_ID
                        """);
    }

    @Test
    void whoDoesNotRejoinInTimeIsNotInTheNextGeneration() {
        stableWithTwo()
                .plays(
                        """
                        > a joins range rebalance=20000 session=100000
                        > b joins range session=7000 rebalance=20000
                        a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                        b: b1 in generation 2 by range, led by a1
                        > a syncs
                        a: assigned nothing by range
                        > b syncs
                        b: assigned nothing by range
                        > a joins range rebalance=20000 session=100000
                        > 6000 ms pass
                        > b beats
                        b: REBALANCE_IN_PROGRESS
                        > 6000 ms pass
                        > b beats
                        b: REBALANCE_IN_PROGRESS
                        > 6000 ms pass
                        > b beats
                        b: REBALANCE_IN_PROGRESS
                        > 2000 ms pass
                        a: a1 in generation 3 by range, led by a1 of a1=range:a
                        > b beats
                        b: UNKNOWN_MEMBER_ID
                        """);
    }

    @Test
    void theLastMemberThatLeavesMakesTheGroupEmpty() {
        stableWithTwo()
                .plays(
                        """
                        > a leaves
                        a: a left
                        > b beats
                        b: REBALANCE_IN_PROGRESS
                        > b leaves
                        b: b left
                        > written
                        generation 2 by null, led by nobody: []
                        > describe
                        group: Empty consumer/ []
                        > b beats
                        b: UNKNOWN_MEMBER_ID
                        """);
    }

    private Transcript stableWithTwo() {
        return transcript.plays(TWO_MEMBERS);
    }

    static final String TWO_MEMBERS =
            """
            > a joins range
            a: come again as a1
            > a joins range
            > b joins range
            b: come again as b1
            > b joins range
            > 6000 ms pass
            a: a1 in generation 1 by range, led by a1 of a1=range:a b1=range:b
            b: b1 in generation 1 by range, led by a1
            > a syncs a1=x b1=y
            a: assigned x by range
            > b syncs
            b: assigned y by range
            """;
}
