package io.taffrail.gateway.coordinator.group.classic;

import org.junit.jupiter.api.Test;

/** KIP-345 and KIP-814: members with a name of their own, which may restart without a rebalance. */
class StaticMembersTest {

    private final Transcript transcript = new Transcript();

    private static final String TWO_STATIC =
            """
            > a joins range static
            > b joins range static
            > 6000 ms pass
            a: a1 in generation 1 by range, led by a1 of a1=range:a b1=range:b
            b: b1 in generation 1 by range, led by a1
            > a syncs a1=x b1=y
            a: assigned x by range
            > b syncs
            b: assigned y by range
            """;

    @Test
    void aFollowerThatRestartsTakesItsAssignmentOver() {
        transcript
                .plays(TWO_STATIC)
                .plays(
                        """
                        > b restarts
                        > b joins range
                        b: b2 in generation 1 by range, led by a1
                        > written
                        generation 1 by range, led by a1: [a1=x, b2=y]
                        > b syncs
                        b: assigned y by range
                        > a beats
                        a: alive
                        """);
    }

    @Test
    void aLeaderThatRestartsIsToldToLeaveTheAssignmentAsItIs() {
        transcript
                .plays(TWO_STATIC)
                .plays(
                        """
                        > a restarts
                        > a joins range
                        a: a2 in generation 1 by range, led by a2 of b1=range:b a2=range:a, as it was
                        > a syncs
                        a: assigned x by range
                        """);
    }

    @Test
    void aLeaderThatRestartsAndCannotSkipIsNotToldThatItLeads() {
        transcript
                .plays(TWO_STATIC)
                .plays(
                        """
                        > a restarts
                        > a joins range v8
                        a: a2 in generation 1 by range, led by a1
                        > a syncs
                        a: assigned x by range
                        """);
    }

    @Test
    void theOldProcessIsFencedWhateverItAsks() {
        transcript.plays(TWO_STATIC);
        Transcript.Client old = transcript.client("b");
        String before = old.memberId;
        transcript.plays(
                """
                > b restarts
                > b joins range
                b: b2 in generation 1 by range, led by a1
                """);
        old.memberId = before;
        transcript.plays(
                """
                > b beats
                b: FENCED_INSTANCE_ID
                > b syncs
                b: FENCED_INSTANCE_ID
                > b joins range
                b: FENCED_INSTANCE_ID
                > b leaves
                b: FENCED_INSTANCE_ID
                """);
    }

    @Test
    void anOldProcessThatWaitsToJoinIsFencedAtOnce() {
        transcript.plays(
                """
                > a joins range static
                > a restarts
                > a joins range
                old a: FENCED_INSTANCE_ID
                > 3000 ms pass
                a: a1 in generation 1 by range, led by a1 of a1=range:a
                """);
    }

    @Test
    void aRestartWithOtherProtocolsRebalancesWhenTheChosenOneIsGone() {
        transcript
                .plays(TWO_STATIC)
                .plays(
                        """
                        > a joins range,sticky
                        > b joins range,sticky
                        a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                        b: b1 in generation 2 by range, led by a1
                        > a syncs a1=x b1=y
                        a: assigned x by range
                        > b syncs
                        b: assigned y by range
                        > b restarts
                        > b joins sticky
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > a joins range,sticky
                        b: b2 in generation 3 by sticky, led by a1
                        a: a1 in generation 3 by sticky, led by a1 of a1=sticky:a b2=sticky:b
                        """);
    }

    @Test
    void aRestartWhileTheLeaderAssignsBeginsAnew() {
        transcript
                .plays(TWO_STATIC)
                .plays(
                        """
                        > a joins range
                        > b joins range
                        a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                        b: b1 in generation 2 by range, led by a1
                        > b syncs
                        > b restarts
                        > b joins range
                        old b: FENCED_INSTANCE_ID
                        > a syncs a1=x b1=y
                        a: REBALANCE_IN_PROGRESS
                        > a joins range
                        b: b2 in generation 3 by range, led by a1
                        a: a1 in generation 3 by range, led by a1 of a1=range:a b2=range:b
                        """);
    }

    @Test
    void oneThatIsAwayDuringARebalanceStaysAsLongAsItsSession() {
        transcript.plays(
                """
                > a joins range static session=100000 rebalance=20000
                > b joins range static session=100000 rebalance=20000
                > 6000 ms pass
                a: a1 in generation 1 by range, led by a1 of a1=range:a b1=range:b
                b: b1 in generation 1 by range, led by a1
                > a syncs a1=x b1=y
                a: assigned x by range
                > b syncs
                b: assigned y by range
                > a joins range session=100000 rebalance=20000
                > 20000 ms pass
                a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                """);
    }

    @Test
    void theLeadGoesToSomebodyWhoIsThere() {
        transcript
                .plays(TWO_STATIC)
                .plays(
                        """
                        > b joins range:more session=100000
                        > 9000 ms pass
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > 9000 ms pass
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > 9000 ms pass
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > 9000 ms pass
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > 9000 ms pass
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > 9000 ms pass
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > 6000 ms pass
                        b: b1 in generation 2 by range, led by b1 of a1=range:a b1=range:more
                        """);
    }

    @Test
    void anAdminSendsAStaticMemberAwayByItsName() {
        transcript
                .plays(TWO_STATIC)
                .plays(
                        """
                        > admin removes static b
                        admin: b left
                        > admin removes static b
                        admin: UNKNOWN_MEMBER_ID
                        > b beats
                        b: UNKNOWN_MEMBER_ID
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        """);
    }

    @Test
    void aDeadStaticMemberKeepsItsPlaceUntilItsSessionEnds() {
        transcript
                .plays(TWO_STATIC)
                .plays(
                        """
                        > 9000 ms pass
                        > a beats
                        a: alive
                        > 1000 ms pass
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        """);
    }

    @Test
    void whoCameBackIsKnownUnderItsNewIdAfterATakeover() {
        transcript
                .plays(TWO_STATIC)
                .plays(
                        """
                        > b restarts
                        > b joins range
                        b: b2 in generation 1 by range, led by a1
                        > takeover
                        > b beats
                        b: alive
                        > a beats
                        a: alive
                        """);
    }
}
