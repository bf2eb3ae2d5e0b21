package io.taffrail.kernel.fault;

/**
 * Checks that stay on in production. A broken invariant means that the code is wrong, so nothing
 * catches it to go on: the loop or node that owns the state stops and prints the values.
 */
public final class Invariant {

    private Invariant() {}

    /**
     * @param message a format string for {@link String#format}, naming the values
     */
    public static void check(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new Broken(String.format(message, values));
        }
    }

    /** Thrown for a broken invariant; never caught to continue. */
    public static final class Broken extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }
    }
}
