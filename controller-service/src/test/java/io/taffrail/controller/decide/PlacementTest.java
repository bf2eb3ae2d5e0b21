package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlacementTest {

    @Test
    void leadersAndReplicasAreSpreadEvenly() {
        for (long seed = 0; seed < 50; seed++) {
            List<List<Integer>> placed = new Placement(brokers(5, 1), Set.of(), seed).place(100, 3);

            assertThat(counts(placed.stream().map(List::getFirst).toList()).values())
                    .containsOnly(20L);
            assertThat(counts(placed.stream().flatMap(List::stream).toList()).values())
                    .containsOnly(60L);
        }
    }

    @Test
    void noReplicaIsNamedTwiceAndTheNumberIsRight() {
        for (int brokers = 1; brokers <= 7; brokers++) {
            for (int racks = 1; racks <= brokers; racks++) {
                for (int replicas = 1; replicas <= brokers; replicas++) {
                    var placement = new Placement(brokers(brokers, racks), Set.of(), 3);
                    for (List<Integer> of : placement.place(30, replicas)) {
                        assertThat(of).doesNotHaveDuplicates().hasSize(replicas);
                    }
                }
            }
        }
    }

    @Test
    void replicasStandInAsManyRacksAsThereAre() {
        for (int racks = 2; racks <= 4; racks++) {
            List<NodeImage> brokers = brokers(9, racks);
            Map<Integer, String> rackOf =
                    brokers.stream().collect(Collectors.toMap(NodeImage::id, NodeImage::rack));
            for (long seed = 0; seed < 20; seed++) {
                for (List<Integer> replicas : new Placement(brokers, Set.of(), seed).place(50, 3)) {
                    var used = new HashSet<String>();
                    replicas.forEach(id -> used.add(rackOf.get(id)));
                    assertThat(used).hasSize(Math.min(3, racks));
                }
            }
        }
    }

    @Test
    void twoBrokersDoNotAlwaysShareTheirPartitions() {
        List<List<Integer>> placed = new Placement(brokers(6, 1), Set.of(), 0).place(60, 2);

        var followersOfFirst =
                placed.stream()
                        .filter(replicas -> replicas.getFirst() == 1)
                        .map(List::getLast)
                        .distinct();
        assertThat(followersOfFirst).hasSize(5);
    }

    @Test
    void theSeedDecidesTheStartAndNothingElse() {
        assertThat(new Placement(brokers(4, 2), Set.of(), 5).place(8, 2))
                .isEqualTo(new Placement(brokers(4, 2), Set.of(), 5).place(8, 2))
                .isNotEqualTo(new Placement(brokers(4, 2), Set.of(), 6).place(8, 2));
    }

    private static Map<Integer, Long> counts(List<Integer> ids) {
        return ids.stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static List<NodeImage> brokers(int count, int racks) {
        var brokers = new ArrayList<NodeImage>();
        for (int id = 1; id <= count; id++) {
            brokers.add(
                    new NodeImage(
                            id,
                            NodeRole.BROKER,
                            1,
                            new UUID(0, id),
                            List.of(),
                            "rack-" + id % racks,
                            false,
                            false,
                            List.of()));
        }
        return brokers;
    }
}
