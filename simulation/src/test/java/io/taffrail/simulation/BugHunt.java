package io.taffrail.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Runs a simulation of code that has a bug planted, seed after seed, until one finds it. That a
 * simulation finds no bug proves something only where it finds those that are there.
 */
public final class BugHunt {

    private final MutantLoader mutant;
    private final Simulation simulation;

    /** Of classes that the loader of the mutant has loaded. */
    @FunctionalInterface
    public interface Simulation {

        /**
         * @throws InvocationTargetException with what it found
         */
        void run(long seed) throws ReflectiveOperationException;
    }

    public BugHunt(MutantLoader mutant, Simulation simulation) {
        this.mutant = mutant;
        this.simulation = simulation;
    }

    /**
     * @param simulation made of a seed, and then run
     */
    public static BugHunt in(Class<?> simulation, MutantLoader mutant)
            throws ReflectiveOperationException {
        Class<?> type = mutant.loadClass(simulation.getName());
        Constructor<?> ofSeed = type.getConstructor(long.class);
        Method run = type.getMethod("run");
        return new BugHunt(mutant, seed -> run.invoke(ofSeed.newInstance(seed)));
    }

    /**
     * @param bug what goes wrong with it, in words
     * @param seeds within which it must be found
     */
    public void mustFind(String bug, int seeds) throws ReflectiveOperationException {
        Throwable found = null;
        long seed = 0;
        while (found == null && seed < seeds) {
            found = failureOf(seed);
            seed++;
        }
        assertThat(mutant.methodsChanged()).as("methods of that name").isPositive();
        assertThat(found).as("what %d seeds say when %s", seeds, bug).isNotNull();
        System.out.printf(
                "%s: seed %d: %s%n",
                bug, seed - 1, String.valueOf(found.getMessage()).lines().findFirst().orElse(""));
    }

    private @Nullable Throwable failureOf(long seed) throws ReflectiveOperationException {
        try {
            simulation.run(seed);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }
}
