package io.taffrail.simulation.cluster;

/** A promise was broken. */
public final class Violation extends AssertionError {

    private static final long serialVersionUID = 1L;

    Violation(String message, Object... values) {
        super(message.formatted(values));
    }
}
