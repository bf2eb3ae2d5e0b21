package io.taffrail.gateway.json;

import java.nio.charset.StandardCharsets;

/**
 * The elements of one JSON array as places in the array of bytes. The bytes must have passed {@link
 * JsonScanner#isJson} as an array.
 */
public final class JsonArray {

    private final byte[] bytes;
    private final int to;
    private int at;
    private int start;
    private int end;

    /** A cursor before the first element of the array that starts at {@code from}. */
    public JsonArray(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        this.at = JsonScanner.skipSpace(bytes, from, to) + 1;
    }

    /** Moves to the next element; false after the last. */
    public boolean next() {
        at = JsonScanner.skipSpace(bytes, at, to);
        if (bytes[at] == ',') {
            at = JsonScanner.skipSpace(bytes, at + 1, to);
        }
        if (bytes[at] == ']') {
            return false;
        }
        start = at;
        end = JsonScanner.endOfValue(bytes, at, to);
        at = end;
        return true;
    }

    public int start() {
        return start;
    }

    public int end() {
        return end;
    }

    /** The string's content, or the JSON text of any other element. */
    public String text() {
        return bytes[start] == '"'
                ? JsonObject.unescape(bytes, start, end)
                : new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    public boolean isObject() {
        return bytes[start] == '{';
    }
}
