package io.taffrail.gateway.coordinator.group.assign;

import static io.taffrail.gateway.coordinator.group.assign.Rosters.A;
import static io.taffrail.gateway.coordinator.group.assign.Rosters.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RangeAssignorTest {

    private final Assignor range = new RangeAssignor();

    @Test
    void membersGetConsecutivePartitionsInTheOrderOfTheirIds() {
        Roster roster =
                new Rosters()
                        .topic(A, 7)
                        .member("m2", Set.of(A))
                        .member("m1", Set.of(A))
                        .member("m3", Set.of(A))
                        .roster();

        assertThat(range.assign(roster))
                .containsEntry("m1", PartitionSet.of(A, 0, 1, 2))
                .containsEntry("m2", PartitionSet.of(A, 3, 4))
                .containsEntry("m3", PartitionSet.of(A, 5, 6));
    }

    @Test
    void topicsWithEquallyManyPartitionsAreCutAlike() {
        Roster roster =
                new Rosters().topic(A, 5).topic(B, 5).members(2, Set.of(A, B), Map.of()).roster();

        Map<String, PartitionSet> cut = range.assign(roster);

        Rosters.check(roster, cut);
        assertThat(cut.values())
                .allSatisfy(p -> assertThat(p.partitions(A)).isEqualTo(p.partitions(B)));
    }

    @Test
    void onlyReadersOfATopicShareIt() {
        // As a stock Kafka 4.3.1 cuts it.
        Roster roster =
                new Rosters()
                        .topic(A, 6)
                        .topic(B, 3)
                        .member("m0", Set.of(B))
                        .member("m1", Set.of(A, B))
                        .member("m2", Set.of(A, B))
                        .roster();

        assertThat(range.assign(roster))
                .containsEntry("m0", PartitionSet.of(B, 0))
                .containsEntry("m1", PartitionSet.of(A, 0, 1, 2).plus(PartitionSet.of(B, 1)))
                .containsEntry("m2", PartitionSet.of(A, 3, 4, 5).plus(PartitionSet.of(B, 2)));
    }

    @Test
    void aStaticMemberKeepsItsPlaceUnderAnotherId() {
        var first = new Subscriber("z", "one", Set.of(A), PartitionSet.EMPTY);
        var again = new Subscriber("a", "two", Set.of(A), PartitionSet.EMPTY);
        var dynamic = new Subscriber("b", null, Set.of(A), PartitionSet.EMPTY);

        assertThat(range.assign(new Roster(List.of(again, dynamic, first), Map.of(A, 3))))
                .containsEntry("z", PartitionSet.of(A, 0))
                .containsEntry("a", PartitionSet.of(A, 1))
                .containsEntry("b", PartitionSet.of(A, 2));
    }

    @Test
    void membersBeyondThePartitionsGetNothing() {
        Roster roster = new Rosters().topic(A, 1).members(2, Set.of(A), Map.of()).roster();

        assertThat(range.assign(roster)).containsEntry("m1", PartitionSet.EMPTY);
    }
}
