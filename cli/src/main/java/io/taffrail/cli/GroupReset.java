package io.taffrail.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Where a group's offsets would go. Never outside of the log. */
final class GroupReset {

    private final Admin admin;

    GroupReset(Admin admin) {
        this.admin = admin;
    }

    /**
     * The new offset of each partition.
     *
     * @param to {@code start}, {@code end}, {@code +N} or {@code -N} from what is committed, an
     *     offset {@code N}, {@code @TIME} as ISO 8601 or in milliseconds since 1970, or a duration
     *     back from now such as {@code PT1H}
     */
    Map<TopicPartition, Long> targets(
            String to,
            Set<TopicPartition> partitions,
            Map<TopicPartition, OffsetAndMetadata> committed,
            long nowMs)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> starts =
                GroupLag.offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = GroupLag.offsets(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> byTime =
                isTime(to)
                        ? GroupLag.offsets(
                                admin, partitions, OffsetSpec.forTimestamp(timeMs(to, nowMs)))
                        : Map.of();
        Map<TopicPartition, Long> targets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long start = starts.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, start);
            OffsetAndMetadata at = committed.get(partition);
            long wanted =
                    isTime(to)
                            ? orEnd(byTime.getOrDefault(partition, -1L), end)
                            : offset(to, start, end, at == null ? start : at.offset());
            targets.put(partition, Math.clamp(wanted, start, end));
        }
        return targets;
    }

    /** No record is young enough: the next one will be. */
    private static long orEnd(long found, long end) {
        return found < 0 ? end : found;
    }

    private static boolean isTime(String to) {
        return to.startsWith("@") || to.startsWith("P");
    }

    private static long timeMs(String to, long nowMs) {
        try {
            if (to.startsWith("P")) {
                return nowMs - Duration.parse(to).toMillis();
            }
            String time = to.substring(1);
            return time.chars().allMatch(Character::isDigit) && !time.isEmpty()
                    ? Long.parseLong(time)
                    : Instant.parse(time).toEpochMilli();
        } catch (DateTimeParseException | NumberFormatException e) {
            throw notUnderstood(to);
        }
    }

    private static long offset(String to, long start, long end, long committed) {
        try {
            return switch (to) {
                case "start", "earliest" -> start;
                case "end", "latest" -> end;
                default ->
                        to.startsWith("+") || to.startsWith("-")
                                ? committed + Long.parseLong(to)
                                : Long.parseLong(to);
            };
        } catch (NumberFormatException e) {
            throw notUnderstood(to);
        }
    }

    private static Taffrail.Failure notUnderstood(String to) {
        return new Taffrail.Failure(
                "'"
                        + to
                        + "' is no position: use start, end, an offset, +N or -N from where the"
                        + " group is, @TIME, or a duration back from now such as PT1H");
    }
}
