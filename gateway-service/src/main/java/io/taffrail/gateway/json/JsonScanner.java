package io.taffrail.gateway.json;

/**
 * Finds the end of a JSON value in an array and so also says whether bytes are JSON at all (RFC
 * 8259, strictly). A record's value goes into an answer as the bytes that it is; this check is what
 * makes that safe, and it builds no tree.
 */
public final class JsonScanner {

    /** Deeper nesting counts as no JSON, so that no record can exhaust a reader's stack. */
    static final int DEPTH_MAX = 256;

    private static final int INVALID = -1;

    private JsonScanner() {}

    /** Whether the range holds exactly one JSON value with nothing but white space around it. */
    public static boolean isJson(byte[] bytes, int from, int to) {
        int start = skipSpace(bytes, from, to);
        if (start == to) {
            return false;
        }
        int end = endOfValue(bytes, start, to);
        return end != INVALID && skipSpace(bytes, end, to) == to;
    }

    /** The position after the value that starts here, or -1 when there is no valid one. */
    public static int endOfValue(byte[] bytes, int start, int to) {
        return value(bytes, start, to, 0);
    }

    public static int skipSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to
                && (bytes[at] == ' '
                        || bytes[at] == '\n'
                        || bytes[at] == '\r'
                        || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int value(byte[] b, int at, int to, int depth) {
        if (at >= to || depth > DEPTH_MAX) {
            return INVALID;
        }
        return switch (b[at]) {
            case '{' -> object(b, at + 1, to, depth + 1);
            case '[' -> array(b, at + 1, to, depth + 1);
            case '"' -> string(b, at + 1, to);
            case 't' -> literal(b, at, to, "true");
            case 'f' -> literal(b, at, to, "false");
            case 'n' -> literal(b, at, to, "null");
            default -> number(b, at, to);
        };
    }

    private static int object(byte[] b, int from, int to, int depth) {
        int at = skipSpace(b, from, to);
        if (at < to && b[at] == '}') {
            return at + 1;
        }
        while (at < to && b[at] == '"') {
            at = string(b, at + 1, to);
            if (at == INVALID) {
                return INVALID;
            }
            at = skipSpace(b, at, to);
            if (at >= to || b[at] != ':') {
                return INVALID;
            }
            at = value(b, skipSpace(b, at + 1, to), to, depth);
            if (at == INVALID) {
                return INVALID;
            }
            at = skipSpace(b, at, to);
            if (at < to && b[at] == '}') {
                return at + 1;
            }
            if (at >= to || b[at] != ',') {
                return INVALID;
            }
            at = skipSpace(b, at + 1, to);
        }
        return INVALID;
    }

    private static int array(byte[] b, int from, int to, int depth) {
        int at = skipSpace(b, from, to);
        if (at < to && b[at] == ']') {
            return at + 1;
        }
        while (at < to) {
            at = value(b, at, to, depth);
            if (at == INVALID) {
                return INVALID;
            }
            at = skipSpace(b, at, to);
            if (at < to && b[at] == ']') {
                return at + 1;
            }
            if (at >= to || b[at] != ',') {
                return INVALID;
            }
            at = skipSpace(b, at + 1, to);
        }
        return INVALID;
    }

    private static int string(byte[] b, int from, int to) {
        int at = from;
        while (at < to) {
            byte c = b[at];
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\') {
                at = escape(b, at + 1, to);
            } else if (c >= 0 && c < 0x20) {
                return INVALID;
            } else if (c < 0) {
                at = Utf8.endOfCharacter(b, at, to);
            } else {
                at++;
            }
            if (at == INVALID) {
                return INVALID;
            }
        }
        return INVALID;
    }

    private static int escape(byte[] b, int at, int to) {
        if (at >= to) {
            return INVALID;
        }
        return switch (b[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
            case 'u' -> {
                if (at + 4 >= to) {
                    yield INVALID;
                }
                for (int i = 1; i <= 4; i++) {
                    if (Character.digit(b[at + i], 16) < 0) {
                        yield INVALID;
                    }
                }
                yield at + 5;
            }
            default -> INVALID;
        };
    }

    private static int literal(byte[] b, int at, int to, String word) {
        if (to - at < word.length()) {
            return INVALID;
        }
        for (int i = 0; i < word.length(); i++) {
            if (b[at + i] != word.charAt(i)) {
                return INVALID;
            }
        }
        return at + word.length();
    }

    private static int number(byte[] b, int from, int to) {
        int at = from;
        if (b[at] == '-') {
            at++;
        }
        if (at < to && b[at] == '0') {
            at++;
        } else {
            at = digits(b, at, to);
        }
        if (at != INVALID && at < to && b[at] == '.') {
            at = digits(b, at + 1, to);
        }
        if (at != INVALID && at < to && (b[at] == 'e' || b[at] == 'E')) {
            at++;
            if (at < to && (b[at] == '+' || b[at] == '-')) {
                at++;
            }
            at = digits(b, at, to);
        }
        return at;
    }

    /** The end of one or more digits. */
    private static int digits(byte[] b, int from, int to) {
        int at = from;
        while (at < to && b[at] >= '0' && b[at] <= '9') {
            at++;
        }
        return at == from ? INVALID : at;
    }
}
