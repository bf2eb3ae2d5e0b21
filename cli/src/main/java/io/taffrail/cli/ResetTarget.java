package io.taffrail.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a group shall go on, in one word. The same words as {@code POST …/offsets:reset} takes: the
 * command line is a Kafka client and shares no code with the gateway, but people who use both shall
 * not have to learn twice.
 */
sealed interface ResetTarget {

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
    String RESUME = "resume:";
    Pattern NUMBER = Pattern.compile("\\d{1,18}");
    Pattern SHIFT = Pattern.compile("[+-]\\d{1,18}");
    Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    Pattern TOPIC_OF_TOKEN = Pattern.compile("(.+):(\\d{1,9}=\\d{1,18}(?:,\\d{1,9}=\\d{1,18})*)");

    static ResetTarget parse(String to, long nowMs) {
        String text = to.strip();
        if (text.startsWith(GROUP) && text.length() > GROUP.length()) {
            return new LikeGroup(text.substring(GROUP.length()));
        }
        switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "earliest", "start", "beginning" -> {
                return new Earliest();
            }
            case "latest", "end" -> {
                return new Latest();
            }
            default -> {}
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
        if (text.startsWith(RESUME) || text.contains("=")) {
            return token(to, text.startsWith(RESUME) ? text.substring(RESUME.length()) : text);
        }
        return new Since(timeMs(to, text.startsWith("@") ? text.substring(1) : text, nowMs));
    }

    private static long timeMs(String to, String text, long nowMs) {
        try {
            Matcher brief = SHORT_DURATION.matcher(text);
            if (brief.matches()) {
                return Math.max(0, nowMs - Long.parseLong(brief.group(1)) * unitMs(brief.group(2)));
            }
            return text.startsWith("P")
                    ? Math.max(0, nowMs - Duration.parse(text).toMillis())
                    : Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            throw notUnderstood(to);
        }
    }

    private static long unitMs(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
    }

    /** {@code orders:0=43,1=17;payments:0=5}. */
    private static ResetTarget token(String to, String text) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (String ofTopic : text.split(";", -1)) {
            Matcher matcher = TOPIC_OF_TOKEN.matcher(ofTopic);
            if (!matcher.matches()) {
                throw notUnderstood(to);
            }
            for (String pair : matcher.group(2).split(",", -1)) {
                int equals = pair.indexOf('=');
                int partition = Integer.parseInt(pair.substring(0, equals));
                offsets.put(
                        new TopicPartition(matcher.group(1), partition),
                        Long.parseLong(pair.substring(equals + 1)));
            }
        }
        return new Given(offsets);
    }

    private static Taffrail.Failure notUnderstood(String to) {
        return new Taffrail.Failure(
                "'"
                        + to
                        + "' is no position: use earliest, latest, an offset, +N or -N from where the"
                        + " group is, @TIME (ISO 8601 or ms since 1970), a duration back from now"
                        + " such as 10m or PT1H, group:NAME to be where that one is, or a resume"
                        + " token such as orders:0=42");
    }
}
