package io.taffrail.gateway.coordinator.group.offsets;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A committed position.
 *
 * @param offset of the next record to read
 * @param leaderEpoch of the last record that was read, or -1
 * @param metadata the client's own note, never null
 * @param commitTimestampMs when it was committed
 * @param expireTimestampMs when it ends by the client's own wish (versions up to 4), or -1
 * @param topicId of the topic it was committed for (KIP-848), or null when that is not known
 */
public record CommittedOffset(
        long offset,
        int leaderEpoch,
        String metadata,
        long commitTimestampMs,
        long expireTimestampMs,
        @Nullable UUID topicId) {}
