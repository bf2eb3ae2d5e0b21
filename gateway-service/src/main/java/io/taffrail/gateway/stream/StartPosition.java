package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.produce.RecordEnvelope;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a reader begins, as it says in {@code from}. */
public sealed interface StartPosition {

    /** At the first record that is still there. */
    record Earliest() implements StartPosition {}

    /** With the next record that is written. */
    record Latest() implements StartPosition {}

    /** With the last {@code count} records of each partition. */
    record Last(long count) implements StartPosition {}

    /** With the first record that is not older. */
    record Since(long timestampMs) implements StartPosition {}

    /** At given offsets; partitions that are not named begin at their first record. */
    record At(Map<TopicPartition, Long> nextOffsets) implements StartPosition {}

    Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    /** Below this a plain number can be no time: it is the milliseconds of 1973. */
    long SMALLEST_EPOCH_MS = 100_000_000_000L;

    /**
     * Reads {@code earliest}, {@code latest}, {@code -100}, an ISO time, milliseconds since 1970, a
     * duration such as {@code 10m} or {@code PT10M}, or a resume token with or without {@code
     * resume:}.
     *
     * @throws IllegalArgumentException naming what can be given
     */
    static StartPosition parse(String text, long nowMs) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "earliest", "beginning" -> {
                return new Earliest();
            }
            case "latest", "end" -> {
                return new Latest();
            }
            default -> {}
        }
        if (text.startsWith("resume:")) {
            return new At(ResumeToken.parse(text.substring("resume:".length())).nextOffsets());
        }
        StartPosition byTime = parseTime(text, nowMs);
        if (byTime != null) {
            return byTime;
        }
        if (text.contains("=")) {
            return new At(ResumeToken.parse(text).nextOffsets());
        }
        throw new IllegalArgumentException(
                "from '"
                        + text
                        + "' is not understood: use earliest, latest, -100 (the last 100), a time"
                        + " such as 2026-11-20T10:00:00Z or in ms since 1970, a duration such as"
                        + " 10m, or a resume token");
    }

    private static @Nullable StartPosition parseTime(String text, long nowMs) {
        Matcher duration = SHORT_DURATION.matcher(text);
        if (duration.matches()) {
            long count = Long.parseLong(duration.group(1));
            long unitMs =
                    switch (duration.group(2)) {
                        case "ms" -> 1;
                        case "s" -> 1_000;
                        case "m" -> 60_000;
                        case "h" -> 3_600_000;
                        default -> 86_400_000;
                    };
            return new Since(Math.max(0, nowMs - count * unitMs));
        }
        if (text.startsWith("P")) {
            try {
                return new Since(Math.max(0, nowMs - Duration.parse(text).toMillis()));
            } catch (DateTimeParseException | ArithmeticException e) {
                return null;
            }
        }
        Long number = RecordEnvelope.parseTimestamp(text);
        if (number == null) {
            return null;
        }
        if (number < 0) {
            return new Last(-number);
        }
        return number >= SMALLEST_EPOCH_MS ? new Since(number) : null;
    }
}
