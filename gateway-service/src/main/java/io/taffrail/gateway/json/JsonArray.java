package io.taffrail.gateway.json;

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

    public boolean isObject() {
        return bytes[start] == '{';
    }
}
