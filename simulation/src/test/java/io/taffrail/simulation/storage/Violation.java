package io.taffrail.simulation.storage;

/** What the model calls broken. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new Violation(message);
        }
    }
}
