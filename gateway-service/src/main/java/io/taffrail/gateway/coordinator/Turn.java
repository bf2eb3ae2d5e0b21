package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Answer;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.UUID;

/**
 * One step of a machine: what it may see of the world, and what it wants done. Answers leave in the
 * order in which they were given, each after everything that was written before it is replicated.
 *
 * @param <E> entries of the log
 */
public interface Turn<E> {

    /** The time of day, for what is written. Timers do not depend on it. */
    long nowMs();

    MetadataImage image();

    /** A new random id, for members. */
    UUID newId();

    /** Appends to the log, and replays into the machine at once. */
    void write(E entry);

    <R> void answer(Reply<R> reply, Answer<R> answer);

    /**
     * Answers with what was written, and only if no other gateway can have written since: the log
     * is asked whether it still takes this one's word. Other answers need that not, for whoever
     * acts on an old one is refused by what is newer.
     */
    <R> void answerIfCurrent(Reply<R> reply, Answer<R> answer);

    /**
     * Calls the machine's {@link ShardMachine#expire} after that time, in place of a timer that
     * equals this one.
     *
     * @param timer a value with equals, that tells what is to happen
     */
    void schedule(Object timer, long delayMs);

    void cancel(Object timer);

    default <R> void grant(Reply<R> reply, R value) {
        answer(reply, Answer.of(value));
    }

    default <R> void refuse(Reply<R> reply, Rejected rejected) {
        answer(reply, Answer.refused(rejected));
    }

    default <R> void refuse(Reply<R> reply, Rejection reason, String message) {
        answer(reply, Answer.refused(reason, message));
    }
}
