package io.taffrail.broker.storage;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchHeader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The producers that a log knows, by which an idempotent producer's record is in the log once
 * whatever is retried. Owned by the log's loop.
 *
 * <p>{@link #check} reads, {@link #update} writes. Until {@link #commit} updates can be taken back,
 * because the batch that caused them may yet fail on the disk.
 */
final class ProducerStates {

    private final Map<Long, ProducerEntry> entries = new HashMap<>();
    private final ArrayDeque<Undo> undos = new ArrayDeque<>();
    private int openTransactions;

    private record Undo(long producerId, @Nullable ProducerEntry before) {}

    /** What {@link #check} found. */
    sealed interface Verdict {
        /** The batch is the next one of its producer. */
        record InOrder() implements Verdict {}

        /** The batch is in the log already, at these offsets. */
        record Duplicate(long firstOffset, long lastOffset) implements Verdict {}

        /** The batch is in the log already, somewhere before this offset. */
        record LongSince(long beforeOffset) implements Verdict {}

        record Wrong(Rejected rejected) implements Verdict {}
    }

    private static final Verdict IN_ORDER = new Verdict.InOrder();

    int size() {
        return entries.size();
    }

    Collection<ProducerEntry> entries() {
        return entries.values();
    }

    @Nullable ProducerEntry entryOf(long producerId) {
        return entries.get(producerId);
    }

    /** Judges a producer's batch. A producer that is not known may start at any sequence. */
    Verdict check(BatchHeader batch) {
        ProducerEntry entry = entries.get(batch.producerId());
        if (entry == null) {
            return IN_ORDER;
        }
        short epoch = batch.producerEpoch();
        int firstSequence = batch.baseSequence();
        if (epoch < entry.epoch()) {
            return wrong(
                    Rejection.INVALID_PRODUCER_EPOCH,
                    "epoch "
                            + epoch
                            + " of producer "
                            + entry.producerId()
                            + " is older than "
                            + entry.epoch()
                            + ": a newer instance of this producer has taken over");
        }
        if (epoch > entry.epoch()) {
            return firstSequence == 0
                    ? IN_ORDER
                    : wrong(
                            Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER,
                            "sequence "
                                    + firstSequence
                                    + " of producer "
                                    + entry.producerId()
                                    + " cannot be the first of the new epoch "
                                    + epoch
                                    + ": it must be 0");
        }
        int slot = entry.slotOf(firstSequence, batch.lastSequence());
        if (slot >= 0) {
            return new Verdict.Duplicate(entry.firstOffsets()[slot], entry.lastOffsets()[slot]);
        }
        if (entry.hasLongHad(firstSequence, batch.lastSequence())) {
            return new Verdict.LongSince(entry.firstOffsets()[0]);
        }
        return entry.isNext(firstSequence)
                ? IN_ORDER
                : wrong(
                        Rejection.OUT_OF_ORDER_SEQUENCE_NUMBER,
                        "sequence "
                                + firstSequence
                                + " of producer "
                                + entry.producerId()
                                + " in epoch "
                                + epoch
                                + " does not follow "
                                + entry.lastSequence());
    }

    private static Verdict wrong(Rejection reason, String message) {
        return new Verdict.Wrong(new Rejected(reason, message));
    }

    /** Takes a batch into account whose offsets are assigned. */
    void update(BatchHeader batch) {
        long producerId = batch.producerId();
        ProducerEntry before = entries.get(producerId);
        ProducerEntry base =
                before != null
                        ? before
                        : ProducerEntry.empty(
                                producerId, batch.producerEpoch(), batch.maxTimestamp());
        ProducerEntry after =
                batch.isControl()
                        ? base.withMarker(batch.producerEpoch(), batch.maxTimestamp())
                        : base.with(
                                batch.producerEpoch(),
                                batch.baseSequence(),
                                batch.lastSequence(),
                                batch.baseOffset(),
                                batch.lastOffset(),
                                batch.maxTimestamp(),
                                batch.isTransactional());
        undos.addLast(new Undo(producerId, before));
        put(after);
    }

    /** Makes all updates since the last commit final. */
    void commit() {
        undos.clear();
    }

    /** Takes back all updates since the last commit. */
    void rollBack() {
        while (!undos.isEmpty()) {
            Undo undo = undos.removeLast();
            if (undo.before == null) {
                ProducerEntry removed = entries.remove(undo.producerId);
                openTransactions -= removed != null && removed.txnFirstOffset() >= 0 ? 1 : 0;
            } else {
                put(undo.before);
            }
        }
    }

    void put(ProducerEntry entry) {
        ProducerEntry before = entries.put(entry.producerId(), entry);
        openTransactions += entry.txnFirstOffset() >= 0 ? 1 : 0;
        openTransactions -= before != null && before.txnFirstOffset() >= 0 ? 1 : 0;
    }

    void clear() {
        entries.clear();
        openTransactions = 0;
        undos.clear();
    }

    /** Forgets producers that have been silent for too long and have no open transaction. */
    void expire(long nowMs, long expirationMs) {
        entries.values()
                .removeIf(entry ->
                        entry.txnFirstOffset() < 0
                                && nowMs - entry.lastTimestamp() >= expirationMs);
    }

    /** Where the oldest open transaction begins, or -1 when none is open. */
    long firstOpenTransactionOffset() {
        long first = -1;
        if (openTransactions == 0) {
            return first;
        }
        for (ProducerEntry entry : entries.values()) {
            long offset = entry.txnFirstOffset();
            if (offset >= 0 && (first < 0 || offset < first)) {
                first = offset;
            }
        }
        return first;
    }

    /** The producers as values, for whoever asks. */
    List<ActiveProducer> describe() {
        var described = new ArrayList<ActiveProducer>(entries.size());
        for (ProducerEntry entry : entries.values()) {
            described.add(
                    new ActiveProducer(
                            entry.producerId(),
                            entry.epoch(),
                            entry.lastSequence(),
                            entry.lastTimestamp(),
                            entry.txnFirstOffset()));
        }
        return described;
    }
}
