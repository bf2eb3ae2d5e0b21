package io.taffrail.gateway.coordinator.group.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression over whole topic names. Clients write RE2, which never backtracks; here it
 * is Java's, which does. So what RE2 does not know is refused, and the characters that a search
 * looks at are counted: a pattern that would run for hours ends at the same count everywhere.
 */
final class TopicRegex {

    static final int LENGTH_MAX = 4096;
    static final int DEPTH_MAX = 200;

    /** Characters looked at for all topics of one search; some 50 ms. */
    static final int STEPS_MAX = 10_000_000;

    private final String text;
    private final Pattern pattern;

    private TopicRegex(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    static TopicRegex parse(String text) throws UnusableRegex {
        if (text.length() > LENGTH_MAX) {
            throw new UnusableRegex(
                    text.substring(0, 32) + "…",
                    text.length() + " characters are more than " + LENGTH_MAX + ": shorten it.");
        }
        RegexDialect.check(text);
        try {
            return new TopicRegex(text, Pattern.compile(RegexDialect.toJava(text)));
        } catch (PatternSyntaxException e) {
            throw new UnusableRegex(text, e.getDescription() + ".");
        }
    }

    /** Those of the names that it matches from end to end, in their order. */
    List<String> matching(Iterable<String> names) throws UnusableRegex {
        List<String> matching = new ArrayList<>();
        int[] stepsLeft = {STEPS_MAX};
        for (String name : names) {
            try {
                if (pattern.matcher(new Counted(name, stepsLeft)).matches()) {
                    matching.add(name);
                }
            } catch (StepsSpent e) {
                throw new UnusableRegex(
                        text,
                        "it took more than "
                                + STEPS_MAX
                                + " steps, at topic "
                                + name
                                + ": avoid nested repetition.");
            }
        }
        return matching;
    }

    private static final class StepsSpent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StepsSpent() {
            super(null, null, false, false);
        }
    }

    private record Counted(String name, int[] stepsLeft) implements CharSequence {

        @Override
        public int length() {
            return name.length();
        }

        @Override
        public char charAt(int index) {
            if (--stepsLeft[0] < 0) {
                throw new StepsSpent();
            }
            return name.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return name.subSequence(start, end);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
