package io.taffrail.broker.api;

import io.taffrail.broker.partition.Partition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What a client reads, remembered so that it need not say it again (KIP-227), and at which of it
 * there is something to look: a follower of ten thousand partitions asks ten times in a second, and
 * nearly all of them are as they were. A partition is looked at when the client has asked anew,
 * when it has grown, and as long as the last look found anything.
 *
 * <p>Used by one request at a time, under its own lock: a client may come back on another
 * connection before the broker has noticed that the first one is gone. Partitions report growth on
 * their own threads, without the lock.
 */
final class FetchSession {

    /**
     * A partition by the id that the client uses, or else by the name, which is empty otherwise.
     */
    record Key(String topic, @Nullable UUID topicId, int partition) {}

    /** What the client asked for, and what it was told last. */
    final class Position {
        final Key key;
        FetchPartition asked;

        // Whether the partition has learned that a follower is here; an error may come before.
        boolean isCounted;

        private volatile @Nullable Partition watched;
        private long toldHighWatermark = -1;
        private long toldLogStartOffset = -1;
        private final Watch records = new Watch(() -> onGrown(this, true));
        private final Watch highWatermark = new Watch(() -> onGrown(this, hasReaders()));

        Position(Key key, FetchPartition asked) {
            this.key = key;
            this.asked = asked;
        }

        /** Sees to it that growth is reported. To be called before the look. */
        void watch(Partition partition, boolean isReplica) {
            if (isClosed) {
                return;
            }
            watched = partition;
            if (isReplica) {
                records.keepAt(partition.pendingReplicaFetches());
                highWatermark.keepAt(partition.pendingFetches());
            } else {
                records.keepAt(partition.pendingFetches());
            }
        }

        private boolean hasReaders() {
            Partition partition = watched;
            return partition != null && partition.pendingReplicaFetches().doHaveReaders();
        }

        /** Whether the client does not know this yet. */
        boolean isNews(PartitionData data) {
            return data.errorCode() != Errors.NONE.code()
                    || data.records().sizeInBytes() > 0
                    || data.divergingEpoch().epoch() >= 0
                    || data.preferredReadReplica() >= 0
                    || data.highWatermark() != toldHighWatermark
                    || data.logStartOffset() != toldLogStartOffset;
        }

        /** The client is taken to know it from now on. */
        void tell(PartitionData data) {
            // An error is told again until the client has dealt with it.
            boolean isError = data.errorCode() != Errors.NONE.code();
            toldHighWatermark = isError ? -1 : data.highWatermark();
            toldLogStartOffset = data.logStartOffset();
            if (data.records().sizeInBytes() > 0 && toLookAt.remove(key) != null) {
                // Whoever was served goes to the end, so that every partition gets its turn.
                toLookAt.put(key, this);
            }
        }

        private void leave() {
            records.leave();
            highWatermark.leave();
        }
    }

    private final int id;
    private final Map<Key, Position> positions = new LinkedHashMap<>();
    private final Map<Key, Position> toLookAt = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<Position> grown = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Runnable> waiter = new AtomicReference<>();
    private int nextEpoch = 1;
    private long usedMs;
    private boolean isClosed;

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
            Position position = positions.computeIfAbsent(key, k -> new Position(k, asked));
            position.asked = asked;
            position.isCounted = false;
            toLookAt.put(key, position);
        });
        for (Key key : forgotten) {
            Position gone = positions.remove(key);
            toLookAt.remove(key);
            if (gone != null) {
                gone.leave();
            }
        }
    }

    Map<Key, Position> positions() {
        return positions;
    }

    /** All that may have something, those longest unserved first. */
    List<Position> toLookAt() {
        takeGrown();
        return List.copyOf(toLookAt.values());
    }

    /** What has grown since this was asked last. It is to be looked at. */
    List<Position> takeGrown() {
        List<Position> taken = new ArrayList<>();
        for (Position each = grown.poll(); each != null; each = grown.poll()) {
            if (positions.get(each.key) == each) {
                toLookAt.put(each.key, each);
                taken.add(each);
            }
        }
        return taken;
    }

    /** A look has found what the client knows: nothing to look for until it grows. */
    void rest(Position position) {
        toLookAt.remove(position.key);
    }

    /**
     * @param woken called when there is something for the request that waits, on any thread
     */
    void wakeWhenGrown(Runnable woken) {
        waiter.set(woken);
    }

    /** That request waits no longer; another one may. */
    void wakeNoMore(Runnable woken) {
        waiter.compareAndSet(woken, null);
    }

    private void onGrown(Position position, boolean isWaitedFor) {
        grown.add(position);
        Runnable waiting = waiter.get();
        if (isWaitedFor && waiting != null) {
            waiting.run();
        }
    }

    /** Nobody comes back to it. */
    void close() {
        isClosed = true;
        positions.values().forEach(Position::leave);
    }
}
