package io.taffrail.controller.projection;

import org.jspecify.annotations.Nullable;

/**
 * One line of the history: who did what, when, and what it was before and after.
 *
 * @param id the log index and the event's number within its entry in one: rises with time
 * @param topic the topic that it concerns, or null
 * @param nodeId the node that it concerns: for a change of leader the new one, or the old one when
 *     there is no new one; or null
 * @param beforeJson null when there was nothing before
 * @param afterJson null when there is nothing left
 */
public record HistoryEvent(
        long id,
        long logIndex,
        long timeMs,
        String kind,
        String resourceType,
        String resourceName,
        @Nullable String topic,
        @Nullable Integer nodeId,
        String principal,
        @Nullable String reason,
        @Nullable String beforeJson,
        @Nullable String afterJson) {

    /** More events than any command can have. */
    private static final int NUMBER_BITS = 20;

    static long id(long logIndex, int number) {
        return (logIndex << NUMBER_BITS) | number;
    }
}
