package io.taffrail.bench.faults;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One repetition of a fault within a load.
 *
 * @param number counts the fault's repetitions from 1, over all loads
 * @param seed of what was chosen by chance in it
 * @param roles who played which
 * @param fromNs when the harm began, and {@code toNs} when everything had been whole for a while,
 *     both of {@link System#nanoTime}
 */
record Round(int number, long seed, String roles, long fromNs, long toNs) {

    /**
     * How many repetitions each load takes: as many as may share one, and the last one the rest.
     */
    static List<Integer> dealOut(int runs, int perLoad) {
        int loads = (runs + perLoad - 1) / perLoad;
        return IntStream.range(0, loads)
                .mapToObj(load -> Math.min(perLoad, runs - load * perLoad))
                .toList();
    }

    /** The round in which something happened; none before the first and between two of them. */
    static Optional<Round> at(List<Round> rounds, long atNs) {
        return rounds.stream().filter(each -> each.fromNs <= atNs && atNs < each.toNs).findFirst();
    }

    @Override
    public String toString() {
        return "round %d (seed %d: %s)".formatted(number, seed, roles);
    }
}
