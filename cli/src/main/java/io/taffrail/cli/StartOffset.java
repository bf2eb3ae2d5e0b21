package io.taffrail.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Where to begin: {@code start}, {@code end}, {@code +N} after the start, {@code -N} before the
 * end, an offset {@code N}, or {@code @TIME} as ISO 8601 or milliseconds since the epoch.
 */
record StartOffset(Kind kind, long number) {

    enum Kind {
        START,
        END,
        AFTER_START,
        BEFORE_END,
        OFFSET,
        TIME
    }

    static StartOffset parse(String text) {
        try {
            return switch (text.charAt(0)) {
                case 's', 'b' -> new StartOffset(Kind.START, 0);
                case 'e' -> new StartOffset(Kind.END, 0);
                case '+' -> new StartOffset(Kind.AFTER_START, Long.parseLong(text.substring(1)));
                case '-' -> new StartOffset(Kind.BEFORE_END, Long.parseLong(text.substring(1)));
                case '@' -> new StartOffset(Kind.TIME, timeMs(text.substring(1)));
                default -> new StartOffset(Kind.OFFSET, Long.parseLong(text));
            };
        } catch (NumberFormatException | DateTimeParseException | IndexOutOfBoundsException e) {
            throw new Taffrail.Failure(
                    "'" + text + "' is no offset: use start, end, N, +N, -N or @TIME");
        }
    }

    private static long timeMs(String text) {
        return text.chars().allMatch(Character::isDigit)
                ? Long.parseLong(text)
                : Instant.parse(text).toEpochMilli();
    }

    /** Moves a consumer there; nothing before the log's start, nothing after its end. */
    void seek(Consumer<?, ?> consumer, Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> times = new HashMap<>();
        if (kind == Kind.TIME) {
            Map<TopicPartition, Long> asked = new HashMap<>();
            partitions.forEach(partition -> asked.put(partition, number));
            consumer.offsetsForTimes(asked)
                    .forEach((partition, found) -> {
                        if (found != null) {
                            times.put(partition, found.offset());
                        }
                    });
        }
        for (TopicPartition partition : partitions) {
            long start = starts.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, start);
            long wanted =
                    switch (kind) {
                        case START -> start;
                        case END -> end;
                        case AFTER_START -> start + number;
                        case BEFORE_END -> end - number;
                        case OFFSET -> number;
                        case TIME -> times.getOrDefault(partition, end);
                    };
            consumer.seek(partition, Math.clamp(wanted, start, end));
        }
    }
}
