package io.taffrail.broker.storage;

import java.util.List;

/**
 * Which of the oldest segments may go. A pure decision: who asks takes the files away.
 *
 * <p>Only whole segments go, oldest first, never one that holds records at or above the high
 * watermark, and never the active one (which is rolled first when it is too old itself).
 */
final class Retention {

    private Retention() {}

    /**
     * @param endOffset the next segment's base, or the log's end for the active one
     * @param maxTimestamp -1 when no record has one; such a segment is kept by age
     */
    record SegmentAge(long endOffset, long sizeBytes, long maxTimestamp) {}

    /**
     * @param segments the sealed ones, oldest first
     * @param activeBytes counted for {@code retention.bytes}
     * @return how many of the oldest to delete
     */
    static int segmentsToDelete(
            List<SegmentAge> segments,
            long activeBytes,
            long logStartOffset,
            long highWatermark,
            LogConfig config,
            long nowMs) {
        long totalBytes = activeBytes;
        for (SegmentAge segment : segments) {
            totalBytes += segment.sizeBytes;
        }
        int count = 0;
        for (SegmentAge segment : segments) {
            boolean isReplicated = segment.endOffset <= highWatermark;
            boolean isBeforeStart = segment.endOffset <= logStartOffset;
            boolean isTooOld = config.isDeleted() && isTooOld(segment.maxTimestamp, config, nowMs);
            boolean isTooMuch =
                    config.isDeleted()
                            && config.retentionBytes() >= 0
                            && totalBytes - segment.sizeBytes >= config.retentionBytes();
            if (!isReplicated || !(isBeforeStart || isTooOld || isTooMuch)) {
                break;
            }
            totalBytes -= segment.sizeBytes;
            count++;
        }
        return count;
    }

    static boolean isTooOld(long maxTimestamp, LogConfig config, long nowMs) {
        return config.isDeleted()
                && config.retentionMs() >= 0
                && maxTimestamp >= 0
                && nowMs - maxTimestamp > config.retentionMs();
    }
}
