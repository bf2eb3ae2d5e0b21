package io.taffrail.gateway.dashboard.sample;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How records spread over keys and partitions, as the dashboard gets it. Offsets are text. */
public final class KeyViews {

    private KeyViews() {}

    /**
     * @param recordsMax how many records were to be read at most
     * @param records how many were read
     * @param bytes of their keys and values
     * @param withoutKey how many of them have no key
     * @param distinctKeys how many different keys the others have
     * @param oldestMs the earliest time in the sample, in ms since 1970; null when it is empty
     * @param newestMs the latest one; null when it is empty
     * @param whole whether there was nothing else in the log
     * @param stopped what ended the reading before it had all it wanted: {@code time} or {@code
     *     bytes}; null when nothing did
     * @param top the keys with the most records, the most first
     */
    public record KeySample(
            String topic,
            int recordsMax,
            int records,
            long bytes,
            int withoutKey,
            int distinctKeys,
            @Nullable Long oldestMs,
            @Nullable Long newestMs,
            boolean whole,
            @Nullable String stopped,
            long tookMs,
            List<KeyShare> top,
            Map<Integer, SampledPartition> partitionsById) {}

    /**
     * @param key as text, or as base64 when it is no UTF-8; cut after {@value
     *     KeyTally#KEY_BYTES_MAX} bytes
     * @param encoding {@code text} or {@code base64}
     * @param cut whether there is more of the key
     * @param bytes of keys and values
     * @param partitions where such records are; more than one means that their order is lost
     */
    public record KeyShare(
            String key,
            String encoding,
            boolean cut,
            int records,
            long bytes,
            List<Integer> partitions) {}

    /**
     * @param startOffset of the log; null when it is not known, and so the other offsets
     * @param endOffset of the log, excluded
     * @param fromOffset where the sample begins
     * @param toOffset where it ends, excluded
     * @param records how many were read here
     * @param problem why there is no more of it; null when there is nothing to say
     */
    public record SampledPartition(
            @Nullable String startOffset,
            @Nullable String endOffset,
            @Nullable String fromOffset,
            @Nullable String toOffset,
            int records,
            int withoutKey,
            @Nullable String problem) {}
}
