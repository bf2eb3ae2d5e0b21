package io.taffrail.simulation.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.simulation.disk.LyingDisk;
import io.taffrail.simulation.disk.SimDisk;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the disk does, what was synced is there afterwards, once, in order and unchanged. */
class StorageSimulationTest {

    private static final int SEEDS = 500;

    @Test
    void everySyncedRecordSurvivesWhateverTheDiskDoes() {
        assertEveryPathWasTaken(runSeeds(0, SEEDS));
    }

    @Test
    @Tag("swarm")
    void everySyncedRecordSurvivesASwarm() {
        assertEveryPathWasTaken(runSeeds(SEEDS, Integer.getInteger("seeds", 20_000)));
    }

    @Test
    void aDiskThatLiesAboutSyncsIsCaught() {
        assertThatThrownBy(() -> runSeeds(0, 50, LyingDisk::new))
                .hasMessageFindingMatch("was synced|is damaged|other bytes|nobody");
    }

    /** Replays one seed: {@code -Dtest=StorageSimulationTest#oneSeed -Dseed=…}. */
    @Test
    void oneSeed() throws Exception {
        assertThat(new StorageSimulation(Long.getLong("seed", 7L), SimDisk::new).run())
                .containsKey(Mark.CRASH);
    }

    private static Map<Mark, Integer> runSeeds(long first, int count) {
        return runSeeds(first, count, SimDisk::new);
    }

    private static Map<Mark, Integer> runSeeds(
            long first, int count, Function<Random, SimDisk> disks) {
        var marks = new EnumMap<Mark, Integer>(Mark.class);
        for (long seed = first; seed < first + count; seed++) {
            try {
                new StorageSimulation(seed, disks)
                        .run()
                        .forEach((mark, times) -> marks.merge(mark, times, Integer::sum));
            } catch (Throwable failure) {
                throw new AssertionError(
                        "seed "
                                + seed
                                + ": "
                                + failure.getMessage()
                                + "\n  replay: mvn -pl simulation"
                                + " test -Dtest=StorageSimulationTest#oneSeed -Dseed="
                                + seed,
                        failure);
            }
        }
        return marks;
    }

    private static void assertEveryPathWasTaken(Map<Mark, Integer> marks) {
        assertThat(marks).containsOnlyKeys(Mark.values());
    }
}
