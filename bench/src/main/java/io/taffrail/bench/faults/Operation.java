package io.taffrail.bench.faults;

/**
 * One record that a client wanted to be appended, and what it was told.
 *
 * @param number counts the client's records from 0; client and number are the record's value
 * @param partition where it went, or -1 when nobody said
 * @param startNs when the client first asked, and {@code endNs} when it knew the outcome, both of
 *     {@link System#nanoTime}
 * @param offset what was acknowledged, or -1 when it was not, or without a place
 * @param mayRepeat whether the log may have it twice: the client is not idempotent and one attempt
 *     of it ended without an answer
 */
record Operation(
        String client,
        long number,
        int partition,
        long startNs,
        long endNs,
        Outcome outcome,
        long offset,
        boolean mayRepeat) {

    /** What the client knows: it is there, it was refused, or it may or may not be there. */
    enum Outcome {
        OK,
        FAILED,
        UNKNOWN
    }

    String value() {
        return client + ":" + number;
    }
}
