package io.taffrail.gateway.dashboard.journey;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record's way as the dashboard gets it. Offsets are text; all times are one gateway's. */
public final class JourneyViews {

    private JourneyViews() {}

    /**
     * All that is known by now; each that is told says more than the one before.
     *
     * @param state {@code sent}, {@code waiting}, {@code acknowledged}, {@code settled} when every
     *     replica has it or nobody waits for the others, {@code refused}
     * @param offset null before the acknowledgement, which tells it
     * @param timestampMs the record's time in the log, in ms since 1970; null like the offset
     * @param gateway the id of the one that took it
     * @param receivedMs when that was, in ms since 1970
     * @param leader who led when it was sent
     * @param leaderNow who leads when this is told
     * @param isr the replicas in sync when it was sent: those that an acknowledgement waits for
     * @param standing how far the replicas are; null when the leader has not said
     * @param looks how often the leader was asked
     */
    public record Journey(
            String state,
            String topic,
            int partition,
            @Nullable String offset,
            @Nullable Long timestampMs,
            int gateway,
            long receivedMs,
            Placement placement,
            Leader leader,
            Leader leaderNow,
            List<Integer> replicas,
            List<Integer> isr,
            List<Stage> stages,
            @Nullable Standing standing,
            int looks,
            @Nullable Refusal problem) {}

    /**
     * @param why {@code key} by its hash, {@code asked} for by the request, {@code any} since there
     *     was no key
     * @param keyHash of 31 bits, as Kafka's clients compute it; null without a key
     * @param partitions among how many
     */
    public record Placement(String why, @Nullable Long keyHash, int partitions) {}

    public record Leader(int id, int epoch) {}

    /**
     * A step of the way. It happened at {@code fromUs} when both are the same; else it had not
     * happened at the one and had at the other, since nobody was asked in between.
     *
     * @param name {@code received}, {@code topic_made}, {@code sent}, {@code appended}, {@code
     *     synced}, {@code replicated}, {@code readable}, {@code acknowledged}
     * @param broker where; null at the gateway
     * @param fromUs in microseconds since the gateway received it; null when it was not seen
     */
    public record Stage(
            String name, @Nullable Integer broker, @Nullable Long fromUs, @Nullable Long toUs) {}

    /** Where each replica's log ends; text, or null for one that has not fetched. */
    public record Standing(
            int leaderEpoch,
            String endOffset,
            String syncedOffset,
            String highWatermark,
            Map<Integer, @Nullable String> followers) {}

    /** Why it was not acknowledged, as a problem says it. */
    public record Refusal(String reason, String detail) {}
}
