package io.taffrail.protocol.records;

/** Arithmetic of producer sequences, which count from 0 to 2^31 - 1 and then from 0 again. */
public final class Sequence {

    private Sequence() {}

    public static int plus(int sequence, int increment) {
        return (int) ((sequence + (long) increment) & Integer.MAX_VALUE);
    }

    /** How many steps lead from one sequence on to the other. */
    public static int distance(int from, int to) {
        return (int) ((to - (long) from) & Integer.MAX_VALUE);
    }
}
