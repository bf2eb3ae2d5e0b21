package io.taffrail.simulation.group;

import org.jspecify.annotations.Nullable;

/** A promise of the coordinators was broken. */
public final class GroupViolation extends AssertionError {

    private static final long serialVersionUID = 1L;

    GroupViolation(String message, @Nullable Object... values) {
        super(message.formatted(values));
    }
}
