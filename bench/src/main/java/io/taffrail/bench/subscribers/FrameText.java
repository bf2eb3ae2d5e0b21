package io.taffrail.bench.subscribers;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few members that a judge needs from a frame's JSON, without parsing the rest. The
 * load's own values are {@code id-NUMBER-xxx}, so none of these patterns can stand in one.
 */
final class FrameText {

    private static final byte[] TYPE = ascii("{\"type\":\"");
    private static final byte[] PARTITION = ascii("\"partition\":");
    private static final byte[] OFFSET = ascii("\"offset\":");
    private static final byte[] ID = ascii("\"value\":\"id-");
    private static final byte[] RESUME = ascii("\"resume\":\"");

    private final byte[] bytes;
    private final int from;
    private final int to;

    interface Records {
        void record(int partition, long offset, long id);
    }

    interface Partitions {
        void partition(int partition);
    }

    FrameText(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    String type() {
        int at = find(TYPE, from);
        return at < 0 ? "" : textAt(at + TYPE.length);
    }

    /** The resume token, or null when the frame has none. */
    @Nullable String resume() {
        int at = -1;
        for (int next = find(RESUME, from); next >= 0; next = find(RESUME, next + 1)) {
            at = next;
        }
        return at < 0 ? null : textAt(at + RESUME.length);
    }

    void records(Records records) {
        int at = find(PARTITION, from);
        while (at >= 0) {
            int offset = find(OFFSET, at);
            int id = find(ID, offset);
            if (offset < 0 || id < 0) {
                throw new IllegalStateException("a record is not as it was produced: " + this);
            }
            records.record(
                    (int) numberAt(at + PARTITION.length),
                    numberAt(offset + OFFSET.length),
                    numberAt(id + ID.length));
            at = find(PARTITION, id);
        }
    }

    void partitions(Partitions partitions) {
        for (int at = find(PARTITION, from); at >= 0; at = find(PARTITION, at + 1)) {
            partitions.partition((int) numberAt(at + PARTITION.length));
        }
    }

    private int find(byte[] pattern, int start) {
        if (start < 0) {
            return -1;
        }
        int last = to - pattern.length;
        for (int at = start; at <= last; at++) {
            int same = 0;
            while (same < pattern.length && bytes[at + same] == pattern[same]) {
                same++;
            }
            if (same == pattern.length) {
                return at;
            }
        }
        return -1;
    }

    private long numberAt(int start) {
        long number = 0;
        for (int at = start; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            number = number * 10 + (bytes[at] - '0');
        }
        return number;
    }

    private String textAt(int start) {
        int end = start;
        while (end < to && bytes[end] != '"') {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
