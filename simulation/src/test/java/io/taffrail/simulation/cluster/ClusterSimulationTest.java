package io.taffrail.simulation.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever fails, what was acknowledged is there, once, in order, and the same everywhere. */
class ClusterSimulationTest {

    private static final int SEEDS = 2_000;

    @Test
    void nothingAcknowledgedIsLostWhateverFails() {
        assertEveryPathWasTaken(runSeeds(0, SEEDS));
    }

    @Test
    @Tag("swarm")
    void nothingAcknowledgedIsLostInASwarm() {
        assertEveryPathWasTaken(runSeeds(SEEDS, Integer.getInteger("seeds", 200_000)));
    }

    @Test
    void aSeedGivesTheSameRunEachTime() {
        var first = new ClusterSimulation(11);
        var second = new ClusterSimulation(11);
        assertThat(first.run()).isEqualTo(second.run());
        assertThat(first.events()).isEqualTo(second.events());
    }

    /** Replays one seed: {@code -Dtest=ClusterSimulationTest#oneSeed -Dseed=…}. */
    @Test
    void oneSeed() {
        assertThat(new ClusterSimulation(Long.getLong("seed", 7L)).run()).isNotEmpty();
    }

    private static Map<Mark, Integer> runSeeds(long first, int count) {
        var marks = new EnumMap<Mark, Integer>(Mark.class);
        long began = System.nanoTime();
        long events = 0;
        for (long seed = first; seed < first + count; seed++) {
            var simulation = new ClusterSimulation(seed);
            try {
                simulation.run().forEach((mark, times) -> marks.merge(mark, times, Integer::sum));
            } catch (Throwable failure) {
                throw new AssertionError(
                        "seed %d (%s): %s%n  replay: mvn -pl simulation test -Dtest=ClusterSimulationTest#oneSeed -Dseed=%d"
                                .formatted(seed, simulation, failure.getMessage(), seed),
                        failure);
            }
            events += simulation.events();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%d seeds, %d events, %.0f seeds/s, %s%n", count, events, count / seconds, marks);
        return marks;
    }

    private static void assertEveryPathWasTaken(Map<Mark, Integer> marks) {
        assertThat(marks).containsOnlyKeys(Mark.values());
    }
}
