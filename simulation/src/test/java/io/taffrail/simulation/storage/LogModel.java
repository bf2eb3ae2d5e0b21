package io.taffrail.simulation.storage;

import static io.taffrail.simulation.storage.Violation.require;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the log must be: a plain list of everything that was ever appended and neither lost nor cut,
 * in order. It knows nothing of disks, segments and indexes, which is why it can judge them.
 */
final class LogModel {

    private final ArrayList<Stored> batches = new ArrayList<>();

    /** Refused with their bytes perhaps on the disk already: these may come back after a crash. */
    private final ArrayList<Stored> takenBack = new ArrayList<>();

    private long synced;

    /** Where the log began when it was last emptied. */
    private long base;

    /** No record before it may ever be shown again. */
    private long durableStart;

    List<Stored> batches() {
        return batches;
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** Exclusive. */
    long end() {
        return batches.isEmpty() ? base : batches.getLast().lastOffset() + 1;
    }

    long synced() {
        return synced;
    }

    void synced(long endOffset) {
        synced = endOffset;
    }

    long durableStart() {
        return durableStart;
    }

    void durableStart(long offset) {
        durableStart = offset;
    }

    /** As a leader's log takes it, from a producer whose sequence must go on. */
    void append(ByteBuffer batch, long logStartOffset) {
        Stored added = Stored.of(batch);
        for (int i = batches.size() - 1; i >= 0 && added.producerId() >= 0; i--) {
            Stored before = batches.get(i);
            if (before.producerId() == added.producerId()) {
                // A log that has deleted all of a producer's records may have forgotten it.
                boolean isRemembered = before.firstOffset() >= logStartOffset;
                require(
                        !isRemembered || added.firstSequence() == before.lastSequence() + 1,
                        "sequence "
                                + added.firstSequence()
                                + " was taken after "
                                + before.lastSequence());
                break;
            }
        }
        batches.add(added);
    }

    /** As a follower's log takes it, or a recovery finds it: judged elsewhere. */
    void add(Stored batch) {
        batches.add(batch);
    }

    /** The client has an error, not a promise: a crash may bring the batch back. */
    void takeBack(Stored batch) {
        takenBack.add(batch);
    }

    /** A crash before a cut is synced brings the old tail back, which replication expects. */
    void takeBackAll() {
        takenBack.addAll(batches);
    }

    /** After a crash, what came back is in the model, and the rest is gone from the disk. */
    void forgetTakenBack() {
        takenBack.clear();
    }

    boolean wasTakenBack(byte[] bytes) {
        return takenBack.stream().anyMatch(each -> each.hasBytes(bytes));
    }

    void cutTo(long endOffset) {
        batches.removeIf(each -> each.lastOffset() >= endOffset);
        synced = Math.min(synced, end());
    }

    void startAnewAt(long offset) {
        batches.clear();
        base = offset;
        synced = offset;
    }

    /**
     * Forgets what lies beyond an offset, for the log to tell it again.
     *
     * @return what there was before, all of it
     */
    List<Stored> forgetFrom(long offset) {
        var before = List.copyOf(batches);
        batches.removeIf(each -> each.firstOffset() >= offset);
        return before;
    }

    /** What was recovered is on the disk. */
    void recoveredTo(long endOffset) {
        if (batches.isEmpty()) {
            // A fresh start whose sync failed has taken effect all the same, or has not.
            base = endOffset;
        }
        synced = endOffset;
    }

    Stored at(long firstOffset) {
        for (Stored batch : batches) {
            if (batch.firstOffset() == firstOffset) {
                return batch;
            }
        }
        throw new Violation("the log has a batch at offset " + firstOffset + " that nobody wrote");
    }

    /** The first batch from an offset on with a record of that time or a later one. */
    @Nullable Stored firstSince(long timestamp, long fromOffset) {
        for (Stored batch : batches) {
            if (batch.maxTimestamp() >= timestamp && batch.firstOffset() >= fromOffset) {
                return batch;
            }
        }
        return null;
    }
}
