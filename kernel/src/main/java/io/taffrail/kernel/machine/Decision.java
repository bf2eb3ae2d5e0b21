package io.taffrail.kernel.machine;

import java.util.List;

/**
 * What a rule makes of a command: the events that change the state, in the order in which they are
 * to be applied, and the answer for whoever asked. A refusal is an answer without events.
 *
 * @param <E> the type of event
 * @param <R> the type of reply
 */
public record Decision<E, R>(List<E> events, R reply) {

    public Decision {
        events = List.copyOf(events);
    }

    /** An answer that changes nothing. */
    public static <E, R> Decision<E, R> unchanged(R reply) {
        return new Decision<>(List.of(), reply);
    }
}
