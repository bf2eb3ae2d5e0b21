package io.taffrail.bench.faults;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * One thing that can go wrong. What it ends is started again by whoever runs it.
 *
 * @param name what is typed to run it
 * @param on whom it is done to, in words
 * @param isApart whether it needs a network namespace for each node
 * @param isMoving whether replicas are moved meanwhile, for which there is a fourth broker
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
        boolean isMoving,
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

    private static final String MOVES = "+moves";
    private static final Step NOTHING = scene -> {};

    static Fault of(String name, String on, Step harm) {
        return new Fault(name, on, false, false, Integer.MAX_VALUE, false, NOTHING, harm, NOTHING);
    }

    /** In a cluster whose nodes have networks of their own; every cut is healed at the end. */
    static Fault ofNetwork(String name, String on, Step harm) {
        Step harmAndHeal =
                scene -> {
                    harm.run(scene);
                    scene.heal();
                };
        return new Fault(
                name, on, true, false, Integer.MAX_VALUE, false, NOTHING, harmAndHeal, NOTHING);
    }

    Fault prepared(Step before) {
        return new Fault(name, on, isApart, isMoving, roundsMax, hasBallast, before, harm, tidy);
    }

    Fault tidied(Step after) {
        return new Fault(name, on, isApart, isMoving, roundsMax, hasBallast, prepare, harm, after);
    }

    Fault withBallast() {
        return new Fault(name, on, isApart, isMoving, roundsMax, true, prepare, harm, tidy);
    }

    /** What the harm leaves behind would be in the way of a second one. */
    Fault onceInALoad() {
        return new Fault(name, on, isApart, isMoving, 1, hasBallast, prepare, harm, tidy);
    }

    /** While operators change the cluster; see {@link Upheaval}. */
    Fault whileMoving() {
        return new Fault(
                name + MOVES,
                on + ", while replicas move",
                isApart,
                true,
                roundsMax,
                hasBallast,
                prepare,
                harm,
                tidy);
    }

    /** Those of that name, or of that kind; each as it is wanted. */
    static List<Fault> named(String wanted) {
        boolean isMoving = wanted.endsWith(MOVES);
        String name = isMoving ? wanted.substring(0, wanted.length() - MOVES.length()) : wanted;
        return Faults.all().stream()
                .filter(called(name))
                .map(each -> isMoving ? each.whileMoving() : each)
                .toList();
    }

    private static Predicate<Fault> called(String name) {
        return fault ->
                name.equals("all")
                        || (name.equals("processes") && !fault.isApart)
                        || (name.equals("network") && fault.isApart)
                        || fault.name.equals(name);
    }
}
