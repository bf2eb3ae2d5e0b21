package io.taffrail.cli.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What one step of the doctor has found.
 *
 * @param step what was looked at
 * @param text what was found there
 * @param remedy what to do about it; null unless something is wrong
 */
record Finding(String step, Outcome outcome, String text, @Nullable String remedy) {

    enum Outcome {
        OK("✓"),
        WRONG("✗"),
        /** Could not be looked at, or was not asked for. */
        SKIPPED("-");

        private final String sign;

        Outcome(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    static Finding ok(String step, String text) {
        return new Finding(step, Outcome.OK, text, null);
    }

    static Finding wrong(String step, String text, String remedy) {
        return new Finding(step, Outcome.WRONG, text, remedy);
    }

    static Finding skipped(String step, String text) {
        return new Finding(step, Outcome.SKIPPED, text, null);
    }
}
