package io.taffrail.gateway.reset;

import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.StartPosition;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a group shall go on, in one word. The command line, which is a Kafka client and shares no
 * code with us, reads the same words in {@code io.taffrail.cli.ResetTarget}.
 */
public sealed interface ResetTarget {

    /** With the first record that is there. */
    record Earliest() implements ResetTarget {}

    /** With the next record that is written. */
    record Latest() implements ResetTarget {}

    /** With that offset. */
    record Offset(long offset) implements ResetTarget {}

    /** So many records later, or earlier when negative, than what is committed. */
    record Shift(long by) implements ResetTarget {}

    /** With the first record that is not older, in milliseconds since 1970. */
    record Since(long timestampMs) implements ResetTarget {}

    /** Where another group is. */
    record LikeGroup(String group) implements ResetTarget {}

    /** At the offset that is given for each partition. */
    record Given(Map<TopicPartition, Long> nextOffsets) implements ResetTarget {}

    String GROUP = "group:";
    Pattern NUMBER = Pattern.compile("\\d{1,18}");
    Pattern SHIFT = Pattern.compile("[+-]\\d{1,18}");

    /**
     * Reads {@code earliest}, {@code latest} (or {@code start}, {@code end}), an offset, {@code +N}
     * or {@code -N}, {@code @} with a time, a duration back from now such as {@code 10m} or {@code
     * PT10M}, {@code group:NAME}, or a resume token with or without {@code resume:}.
     *
     * @throws IllegalArgumentException naming what can be given
     */
    static ResetTarget parse(String to, long nowMs) {
        String text = to.strip();
        if (text.startsWith(GROUP) && text.length() > GROUP.length()) {
            return new LikeGroup(text.substring(GROUP.length()));
        }
        if (text.toLowerCase(Locale.ROOT).equals("start")) {
            return new Earliest();
        }
        if (NUMBER.matcher(text).matches()) {
            return new Offset(Long.parseLong(text));
        }
        if (SHIFT.matcher(text).matches()) {
            return new Shift(Long.parseLong(text));
        }
        if (text.startsWith("@") && NUMBER.matcher(text.substring(1)).matches()) {
            return new Since(Long.parseLong(text.substring(1)));
        }
        return of(to, position(to, text.startsWith("@") ? text.substring(1) : text, nowMs));
    }

    private static StartPosition position(String to, String text, long nowMs) {
        try {
            return StartPosition.parse(text, nowMs);
        } catch (IllegalArgumentException e) {
            throw notUnderstood(to);
        }
    }

    private static ResetTarget of(String to, StartPosition position) {
        return switch (position) {
            case StartPosition.Earliest _ -> new Earliest();
            case StartPosition.Latest _ -> new Latest();
            case StartPosition.Since since -> new Since(since.timestampMs());
            case StartPosition.At at -> new Given(at.nextOffsets());
            case StartPosition.Last _ -> throw notUnderstood(to);
        };
    }

    private static IllegalArgumentException notUnderstood(String to) {
        return new IllegalArgumentException(
                "'"
                        + to
                        + "' is no position: use earliest, latest, an offset, +N or -N from where the"
                        + " group is, @TIME (ISO 8601 or ms since 1970), a duration back from now"
                        + " such as 10m or PT1H, group:NAME to be where that one is, or a resume"
                        + " token such as orders:0=42");
    }
}
