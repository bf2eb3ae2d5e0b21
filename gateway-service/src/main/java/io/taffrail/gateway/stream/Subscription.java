package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscriber stands: a position per partition, its credit, whether it paused. No thread and
 * no I/O; owned by the thread that runs the subscription.
 */
public final class Subscription {

    private final List<Cursor> cursors = new ArrayList<>();
    private final Credit credit;
    private final boolean isAssigned;
    private boolean isPaused;
    private boolean wasCaughtUp;
    private long recordsLeft;

    /** One partition of the subscription. */
    public static final class Cursor {
        private final TopicPartition partition;
        private long position;
        private boolean isLive;

        Cursor(TopicPartition partition, long position) {
            this.partition = partition;
            this.position = position;
        }

        public TopicPartition partition() {
            return partition;
        }

        public long position() {
            return position;
        }
    }

    /**
     * @param recordsMax after how many records it is complete; {@link SubscribeOptions#NO_LIMIT}
     */
    public Subscription(Map<TopicPartition, Long> positions, Credit credit, long recordsMax) {
        this(credit, recordsMax, false);
        positions.forEach((partition, at) -> cursors.add(new Cursor(partition, at)));
    }

    private Subscription(Credit credit, long recordsMax, boolean isAssigned) {
        this.credit = credit;
        this.recordsLeft = recordsMax;
        this.isAssigned = isAssigned;
    }

    /** One whose partitions somebody else gives and takes; it begins with none. */
    public static Subscription assigned(Credit credit, long recordsMax) {
        return new Subscription(credit, recordsMax, true);
    }

    /** Whether its partitions come and go by assignment, and not as those of the topic do. */
    boolean isAssigned() {
        return isAssigned;
    }

    public List<Cursor> cursors() {
        return cursors;
    }

    public Credit credit() {
        return credit;
    }

    public void add(TopicPartition partition, long position) {
        cursors.add(new Cursor(partition, position));
    }

    /**
     * Ends a partition.
     *
     * @return the offset of the next record that would have been sent, or null when it was not
     *     there
     */
    public @Nullable Long remove(TopicPartition partition) {
        for (Cursor cursor : cursors) {
            if (cursor.partition.equals(partition)) {
                cursors.remove(cursor);
                return cursor.position;
            }
        }
        return null;
    }

    public boolean has(TopicPartition partition) {
        return cursors.stream().anyMatch(cursor -> cursor.partition.equals(partition));
    }

    public void pause() {
        isPaused = true;
    }

    public void resume() {
        isPaused = false;
    }

    public boolean maySend() {
        return !isPaused && !credit.isExhausted() && !isComplete();
    }

    /** Whether all the records that were asked for were sent. */
    public boolean isComplete() {
        return recordsLeft == 0;
    }

    /**
     * How many of the records from {@code from} up to {@code to} may be sent now: as many as credit
     * and limit allow, and at least one if any, since a record larger than the credit could
     * otherwise never be sent.
     */
    public int allowed(EncodedRecords records, int from, int to) {
        int count = credit.recordsAllowed(to - from);
        if (recordsLeft >= 0) {
            count = (int) Math.min(count, recordsLeft);
        }
        long bytesLeft = credit.bytesLeft();
        if (bytesLeft != Credit.UNLIMITED) {
            while (count > 1 && records.length(from, from + count) > bytesLeft) {
                count--;
            }
        }
        return count;
    }

    /** Takes note that these records were handed to the receiver. */
    public void sent(Cursor cursor, long nextOffset, int count, int bytes) {
        credit.spend(count, bytes);
        if (recordsLeft > 0) {
            // A whole batch may bring more than were asked for.
            recordsLeft = Math.max(0, recordsLeft - count);
        }
        cursor.position = nextOffset;
    }

    /** Moves without sending: over gaps, markers and what the filter leaves out. */
    public void moveTo(Cursor cursor, long nextOffset) {
        cursor.position = nextOffset;
    }

    /** Begins again at other positions, as after a seek. */
    public void seek(Map<TopicPartition, Long> positions) {
        for (Cursor cursor : cursors) {
            Long position = positions.get(cursor.partition);
            if (position != null) {
                cursor.position = position;
                cursor.isLive = false;
            }
        }
        wasCaughtUp = false;
    }

    /** Takes note that the cursor reads from the shared ring. */
    public void joined(Cursor cursor) {
        cursor.isLive = true;
    }

    /**
     * Takes note that the ring no longer holds the cursor's position.
     *
     * @return whether it did before, so that this subscriber has become slow
     */
    public boolean fellBehind(Cursor cursor) {
        boolean wasLive = cursor.isLive;
        cursor.isLive = false;
        return wasLive;
    }

    /**
     * @return true once: when all partitions are at their ends for the first time
     */
    public boolean becameCaughtUp() {
        if (wasCaughtUp
                || cursors.isEmpty()
                || !cursors.stream().allMatch(cursor -> cursor.isLive)) {
            return false;
        }
        wasCaughtUp = true;
        return true;
    }

    public ResumeToken resumeToken() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        for (Cursor cursor : cursors) {
            positions.put(cursor.partition, cursor.position);
        }
        return new ResumeToken(positions);
    }
}
