package io.taffrail.broker.storage;

import io.taffrail.protocol.records.Sequence;

/**
 * What a log remembers of one producer: its epoch and its last five batches, so that a retry of any
 * of them gets the offset that it got then, and how far back it has everything, so that a retry of
 * an older one is told that it is there. Immutable, so that an append which fails on the disk is
 * undone by putting the old entry back.
 *
 * @param batchCount how many of the arrays' slots are used; the newest batch is the last of them
 * @param lastTimestamp the newest timestamp of the last batch, from which the entry's age counts
 * @param txnFirstOffset where the open transaction begins, or -1
 * @param unbroken how many records of this epoch, up to the newest, were appended without a
 *     sequence between them missing, as far as is known; {@link #UNBROKEN_MAX} stands for more
 */
record ProducerEntry(
        long producerId,
        short epoch,
        int batchCount,
        int[] firstSequences,
        int[] lastSequences,
        long[] firstOffsets,
        long[] lastOffsets,
        long lastTimestamp,
        long txnFirstOffset,
        int unbroken) {

    static final int BATCHES_MAX = 5;

    /** Sequences come round after twice as many. */
    static final int UNBROKEN_MAX = 1 << 30;

    static ProducerEntry empty(long producerId, short epoch, long timestamp) {
        return new ProducerEntry(
                producerId,
                epoch,
                0,
                new int[0],
                new int[0],
                new long[0],
                new long[0],
                timestamp,
                -1,
                0);
    }

    /** The sequence of the newest record, or -1 when this epoch has none yet. */
    int lastSequence() {
        return batchCount == 0 ? -1 : lastSequences[batchCount - 1];
    }

    /** The offset of the newest record, or -1. */
    long lastOffset() {
        return batchCount == 0 ? -1 : lastOffsets[batchCount - 1];
    }

    /** The slot of exactly this batch, or -1 when it is not among the remembered ones. */
    int slotOf(int firstSequence, int lastSequence) {
        for (int slot = 0; slot < batchCount; slot++) {
            if (firstSequences[slot] == firstSequence && lastSequences[slot] == lastSequence) {
                return slot;
            }
        }
        return -1;
    }

    /**
     * Whether exactly these records were appended before the batches that are remembered. A client
     * whose requests were held at a deposed leader sends newer ones to the next leader meanwhile,
     * any number of them, and then the held ones again.
     */
    boolean hasLongHad(int firstSequence, int lastSequence) {
        if (batchCount == 0) {
            return false;
        }
        long behind = Sequence.distance(lastSequence, lastSequence());
        long remembered = Sequence.distance(firstSequences[0], lastSequence());
        long reaches = behind + 1L + Sequence.distance(firstSequence, lastSequence);
        return behind > remembered && reaches <= unbroken;
    }

    boolean isNext(int firstSequence) {
        return batchCount == 0 || firstSequence == Sequence.plus(lastSequence(), 1);
    }

    /** With one batch more; the oldest is forgotten when there are more than five. */
    ProducerEntry with(
            short batchEpoch,
            int firstSequence,
            int lastSequence,
            long firstOffset,
            long lastOffset,
            long timestamp,
            boolean isTransactional) {
        int kept = batchEpoch == epoch ? Math.min(batchCount, BATCHES_MAX - 1) : 0;
        int from = batchCount - kept;
        int[] newFirstSequences = new int[kept + 1];
        int[] newLastSequences = new int[kept + 1];
        long[] newFirstOffsets = new long[kept + 1];
        long[] newLastOffsets = new long[kept + 1];
        System.arraycopy(firstSequences, from, newFirstSequences, 0, kept);
        System.arraycopy(lastSequences, from, newLastSequences, 0, kept);
        System.arraycopy(firstOffsets, from, newFirstOffsets, 0, kept);
        System.arraycopy(lastOffsets, from, newLastOffsets, 0, kept);
        newFirstSequences[kept] = firstSequence;
        newLastSequences[kept] = lastSequence;
        newFirstOffsets[kept] = firstOffset;
        newLastOffsets[kept] = lastOffset;
        int records = 1 + Sequence.distance(firstSequence, lastSequence);
        boolean isUnbroken = kept > 0 && isNext(firstSequence);
        long openSince = isTransactional && txnFirstOffset < 0 ? firstOffset : txnFirstOffset;
        return new ProducerEntry(
                producerId,
                batchEpoch,
                kept + 1,
                newFirstSequences,
                newLastSequences,
                newFirstOffsets,
                newLastOffsets,
                timestamp,
                openSince,
                (int) Math.min(UNBROKEN_MAX, (isUnbroken ? (long) unbroken : 0) + records));
    }

    /** After the marker that ends its transaction; a newer epoch starts its sequences again. */
    ProducerEntry withMarker(short markerEpoch, long timestamp) {
        if (markerEpoch != epoch) {
            return empty(producerId, markerEpoch, timestamp);
        }
        return new ProducerEntry(
                producerId,
                epoch,
                batchCount,
                firstSequences,
                lastSequences,
                firstOffsets,
                lastOffsets,
                timestamp,
                -1,
                unbroken);
    }
}
