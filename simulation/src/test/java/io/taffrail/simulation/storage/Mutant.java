package io.taffrail.simulation.storage;

import io.taffrail.simulation.BugHunt;
import io.taffrail.simulation.MutantLoader;
import io.taffrail.simulation.MutantLoader.Behaviour;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Random;
import java.util.function.Function;

/** The simulation of a storage engine with one bug planted. */
final class Mutant {

    private final MutantLoader loader;
    private final Constructor<?> simulation;
    private final Method run;
    private final Constructor<?> disk;

    /**
     * @param className of the engine, without its package
     * @param methodName the method that does nothing: it returns, or gives null or 0
     */
    Mutant(String className, String methodName) throws ReflectiveOperationException {
        loader = new MutantLoader("broker.storage." + className, methodName, Behaviour.NOTHING);
        Class<?> type = loader.loadClass(StorageSimulation.class.getName());
        simulation = type.getDeclaredConstructor(long.class, Function.class);
        simulation.setAccessible(true);
        run = type.getDeclaredMethod("run");
        run.setAccessible(true);
        disk =
                loader.loadClass("io.taffrail.simulation.disk.SimDisk")
                        .getConstructor(java.util.random.RandomGenerator.class);
    }

    BugHunt hunt() {
        Function<Random, Object> disks = this::newDisk;
        return new BugHunt(loader, seed -> run.invoke(simulation.newInstance(seed, disks)));
    }

    private Object newDisk(Random chance) {
        try {
            return disk.newInstance(chance);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
