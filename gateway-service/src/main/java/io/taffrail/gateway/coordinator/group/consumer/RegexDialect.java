package io.taffrail.gateway.coordinator.group.consumer;

/**
 * Where RE2 and Java differ. Java's look-around, back references, and possessive or atomic groups
 * are refused, so that a group moves between this cluster and a stock one; RE2's way to name a
 * group is translated.
 */
final class RegexDialect {

    private static final String UNSUPPORTED = "invalid or unsupported Perl syntax.";

    private RegexDialect() {}

    /** Refuses what Java would take and RE2 would not. */
    static void check(String text) throws UnusableRegex {
        int depth = 0;
        boolean isInClass = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = at(text, i + 1);
            if (c == '\\') {
                if (next >= '1' && next <= '9' || next == 'k') {
                    throw new UnusableRegex(text, "invalid escape sequence.");
                }
                i++;
            } else if (isInClass) {
                isInClass = c != ']';
            } else if (c == '[') {
                isInClass = true;
                // A bracket that comes first stands for itself.
                int first = next == '^' ? i + 2 : i + 1;
                i = at(text, first) == ']' ? first : i;
            } else if (c == '(') {
                depth++;
                checkGroup(text, i, depth);
            } else if (c == ')') {
                depth--;
            } else if (isRepetition(c) && next == '+') {
                throw new UnusableRegex(text, "invalid nested repetition operator.");
            }
        }
    }

    private static void checkGroup(String text, int at, int depth) throws UnusableRegex {
        if (depth > TopicRegex.DEPTH_MAX) {
            throw new UnusableRegex(
                    text,
                    "groups are nested more than " + TopicRegex.DEPTH_MAX + " deep: flatten it.");
        }
        if (at(text, at + 1) != '?') {
            return;
        }
        char kind = at(text, at + 2);
        char behind = at(text, at + 3);
        boolean isLookBehind = kind == '<' && (behind == '=' || behind == '!');
        if (kind == '=' || kind == '!' || kind == '>' || isLookBehind) {
            throw new UnusableRegex(text, UNSUPPORTED);
        }
    }

    private static boolean isRepetition(char c) {
        return c == '*' || c == '+' || c == '?' || c == '}';
    }

    private static char at(String text, int index) {
        return index < text.length() ? text.charAt(index) : '\0';
    }

    static String toJava(String text) {
        return text.replace("(?P<", "(?<");
    }
}
