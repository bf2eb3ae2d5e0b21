package io.taffrail.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * One line of the cluster's history, as the controllers tell it.
 *
 * @param id rises with time
 * @param resourceName such as {@code orders-0} or {@code 2}
 * @param reason why, in the metadata's words, or null
 * @param beforeJson null when there was nothing before
 * @param afterJson null when there is nothing left
 */
public record HistoryLine(
        long id,
        long timeMs,
        String kind,
        String resourceType,
        String resourceName,
        String principal,
        @Nullable String reason,
        @Nullable String beforeJson,
        @Nullable String afterJson) {}
