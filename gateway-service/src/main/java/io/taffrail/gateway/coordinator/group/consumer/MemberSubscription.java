package io.taffrail.gateway.coordinator.group.consumer;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a member is, and what it wants.
 *
 * @param instanceId of a static member (KIP-345), or null
 * @param topicNames in order, each once
 * @param topicRegex empty for none
 * @param assignor that it votes for, or null
 * @param classic what there is more of one who talks the classic protocol; null for all others
 */
public record MemberSubscription(
        @Nullable String instanceId,
        @Nullable String rackId,
        String clientId,
        String clientHost,
        List<String> topicNames,
        String topicRegex,
        int rebalanceTimeoutMs,
        @Nullable String assignor,
        @Nullable ClassicSide classic) {

    private static final int NO_TIMEOUT_MS = -1;

    public MemberSubscription {
        topicNames = topicNames.stream().distinct().sorted().toList();
    }

    public MemberSubscription(
            @Nullable String instanceId,
            @Nullable String rackId,
            String clientId,
            String clientHost,
            List<String> topicNames,
            String topicRegex,
            int rebalanceTimeoutMs,
            @Nullable String assignor) {
        this(
                instanceId,
                rackId,
                clientId,
                clientHost,
                topicNames,
                topicRegex,
                rebalanceTimeoutMs,
                assignor,
                null);
    }

    /** What a heartbeat leaves of it; {@code before} is null for a new member. */
    static MemberSubscription after(@Nullable MemberSubscription before, Heartbeat heartbeat) {
        List<String> names = heartbeat.topicNames();
        int timeoutMs = heartbeat.rebalanceTimeoutMs();
        if (before == null) {
            return new MemberSubscription(
                    heartbeat.instanceId(),
                    heartbeat.rackId(),
                    heartbeat.clientId(),
                    heartbeat.clientHost(),
                    names == null ? List.of() : names,
                    said(heartbeat.topicRegex(), ""),
                    timeoutMs,
                    heartbeat.assignor());
        }
        return new MemberSubscription(
                orElse(heartbeat.instanceId(), before.instanceId),
                orElse(heartbeat.rackId(), before.rackId),
                heartbeat.clientId(),
                heartbeat.clientHost(),
                names == null ? before.topicNames : names,
                said(heartbeat.topicRegex(), before.topicRegex),
                timeoutMs == NO_TIMEOUT_MS ? before.rebalanceTimeoutMs : timeoutMs,
                orElse(heartbeat.assignor(), before.assignor));
    }

    private static @Nullable String orElse(@Nullable String said, @Nullable String before) {
        return said == null ? before : said;
    }

    private static String said(@Nullable String said, String before) {
        return said == null ? before : said;
    }

    /** Null for none. */
    @Nullable String regex() {
        return topicRegex.isEmpty() ? null : topicRegex;
    }

    boolean wantsTheSameAs(@Nullable MemberSubscription other) {
        List<String> names = other == null ? List.of() : other.topicNames;
        String regex = other == null ? null : other.regex();
        return topicNames.equals(names) && Objects.equals(regex(), regex);
    }
}
