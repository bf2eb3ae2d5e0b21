package io.taffrail.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * Which lines of the cluster's history are wanted: the newest of those that fit, newest first.
 *
 * @param beforeId only lines with a smaller id; {@link Long#MAX_VALUE} for all
 * @param afterId only lines with a larger id; -1 for all
 * @param limit how many at most
 * @param kind such as {@code LEADER_CHANGED}, or several with commas between; null for all
 * @param text a part of the resource's name, the principal or the kind, in any case; null for all
 * @param fromMs the earliest time, included, in milliseconds since 1970
 * @param toMs the latest time, excluded
 */
public record HistoryQuery(
        long beforeId,
        long afterId,
        int limit,
        @Nullable String kind,
        @Nullable String text,
        long fromMs,
        long toMs) {

    /** The newest lines. */
    public static HistoryQuery newest(int limit) {
        return new HistoryQuery(Long.MAX_VALUE, -1, limit, null, null, 0, Long.MAX_VALUE);
    }

    /** The newest of the same lines that came after one. */
    public HistoryQuery after(long id) {
        return new HistoryQuery(beforeId, id, limit, kind, text, fromMs, toMs);
    }
}
