package io.taffrail.gateway.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object as places in the array that it was read from, so that a value is
 * stored with exactly the digits and spaces that its sender wrote. The array must have passed
 * {@link JsonScanner#isJson} as an object.
 */
public final class JsonObject {

    private final byte[] bytes;
    private final int to;
    private int at;
    private String name = "";
    private int valueStart;
    private int valueEnd;

    /** A cursor before the first member of the object that starts at {@code from}. */
    public JsonObject(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        this.at = JsonScanner.skipSpace(bytes, from, to) + 1;
    }

    public static boolean isObject(byte[] bytes, int from, int to) {
        int start = JsonScanner.skipSpace(bytes, from, to);
        return start < to && bytes[start] == '{' && JsonScanner.isJson(bytes, start, to);
    }

    /** Moves to the next member; false after the last. */
    public boolean next() {
        at = JsonScanner.skipSpace(bytes, at, to);
        if (bytes[at] == ',') {
            at = JsonScanner.skipSpace(bytes, at + 1, to);
        }
        if (bytes[at] == '}') {
            return false;
        }
        int nameEnd = JsonScanner.endOfValue(bytes, at, to);
        name = unescape(bytes, at, nameEnd);
        int colon = JsonScanner.skipSpace(bytes, nameEnd, to);
        valueStart = JsonScanner.skipSpace(bytes, colon + 1, to);
        valueEnd = JsonScanner.endOfValue(bytes, valueStart, to);
        at = valueEnd;
        return true;
    }

    public String name() {
        return name;
    }

    public int valueStart() {
        return valueStart;
    }

    public int valueEnd() {
        return valueEnd;
    }

    public boolean isNull() {
        return bytes[valueStart] == 'n';
    }

    public boolean isString() {
        return bytes[valueStart] == '"';
    }

    public boolean isObject() {
        return bytes[valueStart] == '{';
    }

    /** The value's JSON text. */
    public byte[] raw() {
        return Arrays.copyOfRange(bytes, valueStart, valueEnd);
    }

    /** The string's content, or the JSON text of any other value. */
    public String text() {
        return isString()
                ? unescape(bytes, valueStart, valueEnd)
                : new String(bytes, valueStart, valueEnd - valueStart, StandardCharsets.UTF_8);
    }

    /** The whole number, or null when the value is something else. */
    public @Nullable Long integer() {
        try {
            return Long.valueOf(text());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    public boolean isArray() {
        return bytes[valueStart] == '[';
    }

    /** The present member, which stays what it is while this cursor moves on. */
    public JsonObject member() {
        var member = new JsonObject(bytes, valueStart, valueEnd);
        member.name = name;
        member.valueStart = valueStart;
        member.valueEnd = valueEnd;
        return member;
    }

    /** A cursor over the elements of this member's value. */
    public JsonArray array() {
        return new JsonArray(bytes, valueStart, valueEnd);
    }

    /** A cursor over the members of this member's value. */
    public JsonObject object() {
        return new JsonObject(bytes, valueStart, valueEnd);
    }

    /** The content of the JSON string whose quotes stand at both ends of the range. */
    static String unescape(byte[] b, int quote, int end) {
        int from = quote + 1;
        int until = end - 1;
        int at = from;
        while (at < until && b[at] != '\\') {
            at++;
        }
        String plain = new String(b, from, at - from, StandardCharsets.UTF_8);
        if (at == until) {
            return plain;
        }
        var text = new StringBuilder(plain);
        while (at < until) {
            if (b[at] == '\\') {
                char escaped = (char) b[at + 1];
                if (escaped == 'u') {
                    String hex = new String(b, at + 2, 4, StandardCharsets.US_ASCII);
                    text.append((char) Integer.parseInt(hex, 16));
                    at += 6;
                } else {
                    text.append(unescaped(escaped));
                    at += 2;
                }
            } else {
                int start = at;
                while (at < until && b[at] != '\\') {
                    at++;
                }
                text.append(new String(b, start, at - start, StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    private static char unescaped(char escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }
}
