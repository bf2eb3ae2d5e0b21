package io.taffrail.gateway.produce;

import io.taffrail.kernel.fault.Rejected;

/**
 * Hears what became of records. Tags are numbers that the sender gave; a run of neighbours that
 * shared a batch is told at once. Calls come from any thread and must return at once.
 */
public interface Deliveries {

    /**
     * Records {@code firstTag} and on were written at {@code baseOffset} and on.
     *
     * @param baseOffset -1 when acks=0 did not wait to learn it
     * @param logAppendTimeMs the time that the log gave the records, or -1 when it kept theirs
     */
    void delivered(int firstTag, int count, int partition, long baseOffset, long logAppendTimeMs);

    void refused(int firstTag, int count, Rejected rejected);
}
