package io.taffrail.simulation.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever fails, a partition has one owner, offsets never go back, and rebalances end. */
class GroupSimulationTest {

    private static final int SEEDS = 500;

    @Test
    void groupsKeepTheirPromisesWhateverFails() {
        assertThat(runSeeds(0, SEEDS)).containsOnlyKeys(GroupMark.values());
    }

    @Test
    @Tag("swarm")
    void groupsKeepTheirPromisesInASwarm() {
        assertThat(runSeeds(SEEDS, Integer.getInteger("seeds", 20_000)))
                .containsOnlyKeys(GroupMark.values());
    }

    @Test
    void aSeedGivesTheSameRunEachTime() {
        var first = new GroupSimulation(11);
        var second = new GroupSimulation(11);
        assertThat(first.run()).isEqualTo(second.run());
        assertThat(first.events()).isEqualTo(second.events());
    }

    /** Replays one seed: {@code -Dtest=GroupSimulationTest#oneSeed -Dseed=…}. */
    @Test
    void oneSeed() {
        assertThat(new GroupSimulation(Long.getLong("seed", 7L)).run()).isNotEmpty();
    }

    private static Map<GroupMark, Integer> runSeeds(long first, int count) {
        var marks = new EnumMap<GroupMark, Integer>(GroupMark.class);
        long began = System.nanoTime();
        long events = 0;
        for (long seed = first; seed < first + count; seed++) {
            var simulation = new GroupSimulation(seed);
            try {
                simulation.run().forEach((mark, times) -> marks.merge(mark, times, Integer::sum));
            } catch (Throwable failure) {
                throw new AssertionError(
                        "seed %d: %s%n  replay: mvn -pl simulation test -Dtest=GroupSimulationTest#oneSeed -Dseed=%d"
                                .formatted(seed, failure.getMessage(), seed),
                        failure);
            }
            events += simulation.events();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%d seeds, %d events, %.0f seeds/s, %s%n", count, events, count / seconds, marks);
        return marks;
    }
}
