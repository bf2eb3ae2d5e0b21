package io.taffrail.gateway.dashboard.sample;

import io.taffrail.gateway.dashboard.sample.KeyViews.KeyShare;
import io.taffrail.gateway.json.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Counts records by their keys. As large as the keys that it is shown: whoever shows them bounds
 * them. One thread.
 */
final class KeyTally {

    /** As much of a key as is told. */
    static final int KEY_BYTES_MAX = 256;

    private final Map<ByteBuffer, Count> byKey = new HashMap<>();
    private int records;
    private int withoutKey;
    private long bytes;
    private long oldestMs = Long.MAX_VALUE;
    private long newestMs = Long.MIN_VALUE;

    private static final class Count {
        private int records;
        private long bytes;
        private final SortedSet<Integer> partitions = new TreeSet<>();
    }

    /**
     * @param key is copied, so it may be the reader's own
     */
    void add(int partition, @Nullable ByteBuffer key, int valueBytes, long timestampMs) {
        int recordBytes = valueBytes + (key == null ? 0 : key.remaining());
        records++;
        bytes += recordBytes;
        oldestMs = Math.min(oldestMs, timestampMs);
        newestMs = Math.max(newestMs, timestampMs);
        if (key == null) {
            withoutKey++;
            return;
        }
        Count count = byKey.get(key);
        if (count == null) {
            count = new Count();
            byKey.put(copy(key), count);
        }
        count.records++;
        count.bytes += recordBytes;
        count.partitions.add(partition);
    }

    private static ByteBuffer copy(ByteBuffer key) {
        return ByteBuffer.allocate(key.remaining()).put(key.duplicate()).flip();
    }

    int records() {
        return records;
    }

    int withoutKey() {
        return withoutKey;
    }

    int distinctKeys() {
        return byKey.size();
    }

    long bytes() {
        return bytes;
    }

    @Nullable Long oldestMs() {
        return records == 0 ? null : oldestMs;
    }

    @Nullable Long newestMs() {
        return records == 0 ? null : newestMs;
    }

    /** The keys with the most records; of those with as many, the ones with the most bytes. */
    List<KeyShare> top(int count) {
        Comparator<Map.Entry<ByteBuffer, Count>> most =
                Comparator.comparingInt(each -> each.getValue().records);
        return byKey.entrySet().stream()
                .sorted(
                        most.thenComparingLong(each -> each.getValue().bytes)
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(count)
                .map(each -> share(each.getKey().array(), each.getValue()))
                .toList();
    }

    private static KeyShare share(byte[] key, Count count) {
        boolean isText = Utf8.isValid(key, 0, key.length);
        boolean isCut = key.length > KEY_BYTES_MAX;
        byte[] shown = isCut ? Arrays.copyOf(key, shownBytes(key, isText)) : key;
        return new KeyShare(
                isText
                        ? new String(shown, StandardCharsets.UTF_8)
                        : Base64.getEncoder().encodeToString(shown),
                isText ? "text" : "base64",
                isCut,
                count.records,
                count.bytes,
                List.copyOf(count.partitions));
    }

    /** Text is cut before a character and not within one. */
    private static int shownBytes(byte[] key, boolean isText) {
        int end = KEY_BYTES_MAX;
        while (isText && (key[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }
}
