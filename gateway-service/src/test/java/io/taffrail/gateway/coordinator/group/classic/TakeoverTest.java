package io.taffrail.gateway.coordinator.group.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.Rehearsal;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.Snapshot;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.WrittenMember;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of a group when another gateway takes its shard over. */
class TakeoverTest {

    private final Transcript transcript = new Transcript();

    @Test
    void membersOfAStableGroupGoOnAsIfNothingHadHappened() {
        transcript
                .plays(EagerRebalanceTest.TWO_MEMBERS)
                .plays(
                        """
                        > takeover
                        > describe
                        group: Stable consumer/range [a1=x, b1=y]
                        > a beats
                        a: alive
                        > b syncs
                        b: assigned y by range
                        """);
    }

    @Test
    void sessionsBeginAnew() {
        transcript
                .plays(EagerRebalanceTest.TWO_MEMBERS)
                .plays(
                        """
                        > 9000 ms pass
                        > takeover
                        > 9999 ms pass
                        > a beats
                        a: alive
                        > 1 ms pass
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > b beats
                        b: UNKNOWN_MEMBER_ID
                        """);
    }

    @Test
    void aGenerationThatHadNoAssignmentsIsForgottenAndItsMembersJoinAnew() {
        transcript
                .plays(EagerRebalanceTest.TWO_MEMBERS)
                .plays(
                        """
                        > a joins range
                        > b joins range
                        a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                        b: b1 in generation 2 by range, led by a1
                        > takeover
                        > a syncs a1=p b1=q
                        a: ILLEGAL_GENERATION
                        > b beats
                        b: ILLEGAL_GENERATION
                        > a joins range
                        > b joins range
                        a: a1 in generation 2 by range, led by a1 of a1=range:a b1=range:b
                        b: b1 in generation 2 by range, led by a1
                        """);
    }

    @Test
    void whoJoinedAGroupThatWasNeverStableIsUnknown() {
        transcript.plays(
                """
                > a joins range
                a: come again as a1
                > a joins range
                > takeover
                > a joins range
                a: UNKNOWN_MEMBER_ID
                """);
        assertThat(transcript.isForgotten()).isTrue();
    }

    @Test
    void anEmptyGroupKeepsItsGeneration() {
        transcript
                .plays(EagerRebalanceTest.TWO_MEMBERS)
                .plays(
                        """
                        > a leaves
                        a: a left
                        > b leaves
                        b: b left
                        > takeover
                        > describe
                        group: Empty consumer/ []
                        > c joins range v3
                        > 3000 ms pass
                        c: c1 in generation 3 by range, led by c1 of c1=range:c
                        """);
    }

    @Test
    void anEarlierEntryLeavesNoTraceOfItself() {
        var first = entry(1, "range", member("a1", "m", "x"), member("b1", "m", "y"));
        var second = entry(2, "sticky", member("b1", "n", "z"));
        assertThat(replayed(first, second)).isEqualTo(replayed(second));
    }

    @Test
    void anEntryWithoutValueForgetsTheGroup() {
        var forgotten = new ClassicGroupWritten(Transcript.GROUP, null);
        assertThat(
                        machineAfter(entry(1, "range", member("a1", "m", "x")), forgotten)
                                .groups()
                                .all())
                .isEmpty();
        assertThat(machineAfter(forgotten).groups().all()).isEmpty();
    }

    private static GroupEntry replayed(GroupEntry... entries) {
        var group = machineAfter(entries).groups().find(Transcript.GROUP);
        if (group == null || !(group.membership() instanceof ClassicGroup classic)) {
            throw new AssertionError("there is no such group");
        }
        return classic.written(ClassicMember::assignment, classic.stateSinceMs());
    }

    private static ClassicMachine machineAfter(GroupEntry... entries) {
        var machine = new ClassicMachine(() -> GroupSettings.DEFAULT);
        List.of(entries).forEach(machine::replay);
        new Rehearsal<>(() -> machine);
        return machine;
    }

    private static ClassicGroupWritten entry(
            int generation, String protocol, WrittenMember... members) {
        return new ClassicGroupWritten(
                Transcript.GROUP,
                new Snapshot(
                        "consumer",
                        generation,
                        protocol,
                        members[0].memberId(),
                        generation * 1_000L,
                        List.of(members)));
    }

    private static WrittenMember member(String id, String metadata, String assignment) {
        return new WrittenMember(
                id,
                null,
                "client",
                "/127.0.0.1",
                60_000,
                10_000,
                new Opaque(metadata.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                new Opaque(assignment.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
