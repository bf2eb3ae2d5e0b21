package io.taffrail.bench.faults;

import java.io.IOException;
import java.util.function.Predicate;

/**
 * One thing that can go wrong. What it ends is started again by whoever runs it.
 *
 * @param name what is typed to run it
 * @param on whom it is done to, in words
 * @param isApart whether it needs a network namespace for each node
 * @param roundsMax how often it may be done within one load; at least 1
 * @param hasBallast whether the topic has some segments before the load begins
 * @param prepare is done before the load begins
 * @param harm is done under load, once in each round, and undone before it returns
 * @param tidy is done after the load has been judged
 */
record Fault(
        String name,
        String on,
        boolean isApart,
        int roundsMax,
        boolean hasBallast,
        Step prepare,
        Step harm,
        Step tidy) {

    /** A part of a fault. */
    @FunctionalInterface
    interface Step {
        void run(Scene scene) throws IOException, InterruptedException;
    }

    private static final Step NOTHING = scene -> {};

    static Fault of(String name, String on, Step harm) {
        return new Fault(name, on, false, Integer.MAX_VALUE, false, NOTHING, harm, NOTHING);
    }

    /** In a cluster whose nodes have networks of their own; every cut is healed at the end. */
    static Fault ofNetwork(String name, String on, Step harm) {
        Step harmAndHeal =
                scene -> {
                    harm.run(scene);
                    scene.heal();
                };
        return new Fault(name, on, true, Integer.MAX_VALUE, false, NOTHING, harmAndHeal, NOTHING);
    }

    Fault prepared(Step before) {
        return new Fault(name, on, isApart, roundsMax, hasBallast, before, harm, tidy);
    }

    Fault tidied(Step after) {
        return new Fault(name, on, isApart, roundsMax, hasBallast, prepare, harm, after);
    }

    Fault withBallast() {
        return new Fault(name, on, isApart, roundsMax, true, prepare, harm, tidy);
    }

    /** What the harm leaves behind would be in the way of a second one. */
    Fault onceInALoad() {
        return new Fault(name, on, isApart, 1, hasBallast, prepare, harm, tidy);
    }

    static Predicate<Fault> named(String name) {
        return fault ->
                name.equals("all")
                        || (name.equals("processes") && !fault.isApart)
                        || (name.equals("network") && fault.isApart)
                        || fault.name.equals(name);
    }
}
