package io.taffrail.gateway.coordinator.group.assign;

import static io.taffrail.gateway.coordinator.group.assign.Rosters.A;
import static io.taffrail.gateway.coordinator.group.assign.Rosters.B;
import static io.taffrail.gateway.coordinator.group.assign.Rosters.C;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UniformAssignorTest {

    private final Assignor uniform = new UniformAssignor();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 12})
    void sixPartitionsAreSpreadEvenly(int members) {
        Roster roster = new Rosters().topic(A, 6).members(members, Set.of(A), Map.of()).roster();

        Map<String, PartitionSet> spread = uniform.assign(roster);

        Rosters.check(roster, spread);
        IntSummaryStatistics sizes = sizes(spread);
        assertThat(sizes.getMin()).isEqualTo(6 / members);
        assertThat(sizes.getMax()).isEqualTo((6 + members - 1) / members);
    }

    @Test
    void aMemberThatJoinsTakesNoMoreThanItsShare() {
        Map<String, PartitionSet> three =
                uniform.assign(new Rosters().topic(A, 12).members(3, Set.of(A), Map.of()).roster());

        Roster roster = new Rosters().topic(A, 12).members(4, Set.of(A), three).roster();
        Map<String, PartitionSet> four = uniform.assign(roster);

        Rosters.check(roster, four);
        assertThat(Rosters.moved(three, four)).isEqualTo(3);
        assertThat(four.get("m3").size()).isEqualTo(3);
    }

    @Test
    void nothingMovesWhenNothingChanges() {
        Map<String, PartitionSet> before =
                uniform.assign(
                        new Rosters()
                                .topic(A, 7)
                                .topic(B, 4)
                                .members(3, Set.of(A, B), Map.of())
                                .roster());

        Map<String, PartitionSet> after =
                uniform.assign(
                        new Rosters()
                                .topic(A, 7)
                                .topic(B, 4)
                                .members(3, Set.of(A, B), before)
                                .roster());

        assertThat(after).isEqualTo(before);
    }

    @Test
    void whatALeavingMemberHadIsAllThatMoves() {
        Map<String, PartitionSet> before =
                uniform.assign(new Rosters().topic(A, 9).members(3, Set.of(A), Map.of()).roster());
        Roster two =
                new Rosters()
                        .topic(A, 9)
                        .member("m0", Set.of(A), before.get("m0"))
                        .member("m2", Set.of(A), before.get("m2"))
                        .roster();

        Map<String, PartitionSet> after = uniform.assign(two);

        Rosters.check(two, after);
        assertThat(after.get("m0").containsAll(before.get("m0"))).isTrue();
        assertThat(after.get("m2").containsAll(before.get("m2"))).isTrue();
    }

    @Test
    void partitionsOfATopicThatIsGoneAreNotKept() {
        Roster roster =
                new Rosters()
                        .topic(A, 2)
                        .member("m0", Set.of(A), PartitionSet.of(B, 0, 1))
                        .roster();

        assertThat(uniform.assign(roster)).containsEntry("m0", PartitionSet.of(A, 0, 1));
    }

    @Test
    void aPartitionThatTwoHadStaysWithOne() {
        Roster roster =
                new Rosters()
                        .topic(A, 2)
                        .member("m0", Set.of(A), PartitionSet.of(A, 0))
                        .member("m1", Set.of(A), PartitionSet.of(A, 0))
                        .roster();

        Rosters.check(roster, uniform.assign(roster));
    }

    @Test
    void membersThatWantDifferentTopicsAreAsEvenAsTheirWishesAllow() {
        Roster roster =
                new Rosters()
                        .topic(A, 4)
                        .topic(B, 2)
                        .member("m0", Set.of(A))
                        .member("m1", Set.of(A, B))
                        .member("m2", Set.of(B))
                        .roster();

        Map<String, PartitionSet> spread = uniform.assign(roster);

        Rosters.check(roster, spread);
        assertThat(sizes(spread).getMax()).isEqualTo(2);
        assertThat(sizes(spread).getMin()).isEqualTo(2);
    }

    @Test
    void aChainOfMovesIsFoundWhereNoSingleMoveHelps() {
        // m0 has too much of A, and can only give to m1, which in turn can give of B to m2.
        Roster roster =
                new Rosters()
                        .topic(A, 4)
                        .topic(B, 2)
                        .member("m0", Set.of(A), PartitionSet.of(A, 0, 1, 2))
                        .member(
                                "m1",
                                Set.of(A, B),
                                PartitionSet.of(A, 3).plus(PartitionSet.of(B, 0)))
                        .member("m2", Set.of(B), PartitionSet.of(B, 1))
                        .roster();

        Map<String, PartitionSet> spread = uniform.assign(roster);

        Rosters.check(roster, spread);
        assertThat(spread.values()).allSatisfy(p -> assertThat(p.size()).isEqualTo(2));
    }

    @Test
    void whoWantsAnotherTopicMovesNothingOfTheRest() {
        PartitionSet m0 = PartitionSet.of(A, 0, 1);
        PartitionSet m1 = PartitionSet.of(A, 2, 3);
        Roster roster =
                new Rosters()
                        .topic(A, 4)
                        .topic(C, 2)
                        .member("m0", Set.of(A), m0)
                        .member("m1", Set.of(A), m1)
                        .member("m2", Set.of(C))
                        .roster();

        assertThat(uniform.assign(roster))
                .containsEntry("m0", m0)
                .containsEntry("m1", m1)
                .containsEntry("m2", PartitionSet.of(C, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomWishesLeaveNoPairThatOneMoveWouldLevel(long seed) {
        Random random = new Random(seed);
        List<UUID> topics = new ArrayList<>();
        Map<String, PartitionSet> before = new HashMap<>();
        for (int round = 0; round < 20; round++) {
            var rosters = new Rosters();
            if (topics.size() < 8) {
                topics.add(new UUID(9, round));
            }
            topics.forEach(id -> rosters.topic(id, 1 + (int) (id.getLeastSignificantBits() % 5)));
            int members = 1 + random.nextInt(9);
            for (int i = 0; i < members; i++) {
                Set<UUID> wanted = new HashSet<>(topics);
                wanted.removeIf(_ -> random.nextBoolean());
                String id = "m" + i;
                rosters.member(id, wanted, before.getOrDefault(id, PartitionSet.EMPTY));
            }
            Roster roster = rosters.roster();
            Map<String, PartitionSet> spread = uniform.assign(roster);
            Rosters.check(roster, spread);
            for (Subscriber giver : roster.members()) {
                for (Subscriber taker : roster.members()) {
                    boolean couldTake =
                            spread.get(giver.memberId()).topics().stream()
                                    .anyMatch(taker.topics()::contains);
                    int gap =
                            spread.get(giver.memberId()).size()
                                    - spread.get(taker.memberId()).size();
                    assertThat(couldTake && gap > 1)
                            .as("seed %d round %d: %s to %s", seed, round, giver, taker)
                            .isFalse();
                }
            }
            before = spread;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aThousandMembersAndPartitionsTakeWellUnderATenthOfASecond(boolean isHomogeneous) {
        long bestNs = Long.MAX_VALUE;
        for (int run = 0; run < 5; run++) {
            Map<String, PartitionSet> before = new HashMap<>();
            for (int members : new int[] {500, 1000}) {
                var rosters = new Rosters().topic(A, 500).topic(B, 300).topic(C, 200);
                for (int i = 0; i < members; i++) {
                    Set<UUID> wanted =
                            isHomogeneous || i % 3 == 0
                                    ? Set.of(A, B, C)
                                    : i % 3 == 1 ? Set.of(A, B) : Set.of(C);
                    String id = "m" + i;
                    rosters.member(id, wanted, before.getOrDefault(id, PartitionSet.EMPTY));
                }
                Roster roster = rosters.roster();
                long startNs = System.nanoTime();
                before = uniform.assign(roster);
                bestNs = Math.min(bestNs, System.nanoTime() - startNs);
                Rosters.check(roster, before);
            }
        }
        assertThat(bestNs).isLessThan(100_000_000L);
    }

    private static IntSummaryStatistics sizes(Map<String, PartitionSet> spread) {
        return spread.values().stream().mapToInt(PartitionSet::size).summaryStatistics();
    }
}
