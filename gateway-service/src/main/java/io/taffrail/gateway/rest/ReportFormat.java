package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.produce.NewRecord;
import org.jspecify.annotations.Nullable;

/**
 * How a stream tells what became of its records. The window calls this under its lock, so a format
 * may keep what it needs of the records that are under way, by the place that each has.
 */
public interface ReportFormat {

    /** A record has taken a place, of {@link ReportWindow#PLACES}; what was there is reported. */
    default void expected(int place, NewRecord record) {}

    /**
     * @param offset -1 when it was not learned
     */
    void delivered(JsonBytes out, int place, int partition, long offset, long timestampMs);

    void refused(JsonBytes out, Problem problem);

    /**
     * The last word.
     *
     * @param problem why the stream ended before its sender ended it, or null
     */
    void ended(JsonBytes out, long okCount, long failedCount, @Nullable Problem problem);
}
