package io.taffrail.broker.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a client reads, remembered so that it need not say it again (KIP-227). Used by one request
 * at a time, under its own lock: a client may come back on another connection before the broker has
 * noticed that the first one is gone.
 */
final class FetchSession {

    /**
     * A partition by the id that the client uses, or else by the name, which is empty otherwise.
     */
    record Key(String topic, @Nullable UUID topicId, int partition) {}

    /** What the client asked for, and what it was told last. */
    static final class Position {
        FetchPartition asked;
        long toldHighWatermark = -1;
        long toldLogStartOffset = -1;

        // Whether the partition has learned that a follower is here; an error may come before.
        boolean isCounted;

        Position(FetchPartition asked) {
            this.asked = asked;
        }
    }

    private final int id;
    private final Map<Key, Position> positions = new LinkedHashMap<>();
    private int nextEpoch = 1;
    private long usedMs;

    FetchSession(int id, long nowMs) {
        this.id = id;
        this.usedMs = nowMs;
    }

    int id() {
        return id;
    }

    int nextEpoch() {
        return nextEpoch;
    }

    long usedMs() {
        return usedMs;
    }

    void advance(long nowMs) {
        // After the largest number comes 1: 0 would begin a new session.
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
        usedMs = nowMs;
    }

    void update(Map<Key, FetchPartition> changed, List<Key> forgotten) {
        changed.forEach((key, asked) -> {
            Position known = positions.get(key);
            if (known == null) {
                positions.put(key, new Position(asked));
            } else {
                known.asked = asked;
                known.isCounted = false;
            }
        });
        forgotten.forEach(positions::remove);
    }

    Map<Key, Position> positions() {
        return positions;
    }

    /** Whoever was served goes to the end, so that every partition gets its turn. */
    void moveToEnd(Key key) {
        Position position = positions.remove(key);
        if (position != null) {
            positions.put(key, position);
        }
    }
}
