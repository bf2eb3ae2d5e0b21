package io.taffrail.broker.storage;

import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.broker.storage.ProducerStates.Verdict;
import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts batches at the end of a log: judges each, gives it offsets and epoch in place, and writes
 * all that fit into the segment with one gathering write. Nothing is counted (offsets, indexes,
 * epochs) before the write has come back, and a write that fails on a full disk is taken back
 * whole.
 *
 * <p>Lives on the loop that owns the log.
 */
final class Appender {

    private final LogState state;
    private final BatchValidator validator;
    private final long jitterMs;
    private final BatchHeader header = new BatchHeader();

    // The batches of the write that is being gathered.
    private ByteBuffer[] buffers = new ByteBuffer[16];
    private final ArrayList<PendingBatch> pending = new ArrayList<>();
    private long pendingBytes;
    private long nextOffset;

    /** A batch that has its offsets and waits for the write. */
    private record PendingBatch(
            int request,
            long baseOffset,
            long lastOffset,
            int sizeBytes,
            int leaderEpoch,
            long maxTimestamp,
            long maxTimestampOffset,
            long logAppendTimeMs) {}

    Appender(LogState state, BatchValidator validator, long jitterMs) {
        this.state = state;
        this.validator = validator;
        this.jitterMs = jitterMs;
    }

    /**
     * Appends as the leader.
     *
     * @return one result for each request, in their order
     * @throws IOException when the disk is sick, and nobody knows what is on it
     */
    AppendResult[] append(List<AppendRequest> requests, int leaderEpoch, long nowMs)
            throws IOException {
        var results = new AppendResult[requests.size()];
        nextOffset = state.endOffset;
        for (int i = 0; i < results.length; i++) {
            AppendRequest request = requests.get(i);
            ByteBuffer batch = request.batches();
            AppendResult settled = validate(request, leaderEpoch, nowMs);
            if (settled == null) {
                settled = checkSequence(batch);
            }
            if (settled == null) {
                ByteBuffer stored = validator.asStored(batch, state.config);
                settled = stored == null ? tooLargeAsStored() : null;
                batch = stored == null ? batch : stored;
            }
            if (settled == null) {
                settled = makeRoom(batch, validator.maxTimestamp(), nowMs, results);
            }
            if (settled == null) {
                enqueue(i, batch, leaderEpoch, nowMs);
            } else {
                results[i] = settled;
            }
        }
        flush(results);
        return results;
    }

    /** A result when the request is settled without a write, else null. */
    private @Nullable AppendResult validate(AppendRequest request, int leaderEpoch, long nowMs) {
        ByteBuffer batches = request.batches();
        Rejected rejected = validator.validate(batches, request.origin(), state.config, nowMs);
        if (rejected != null) {
            return new Refused(rejected);
        }
        header.wrap(batches, batches.position());
        if (request.origin() == AppendOrigin.COORDINATOR
                && header.partitionLeaderEpoch() != leaderEpoch) {
            return new Refused(
                    new Rejected(
                            Rejection.FENCED_LEADER_EPOCH,
                            "the coordinator writes for epoch "
                                    + header.partitionLeaderEpoch()
                                    + ", and "
                                    + leaderEpoch
                                    + " is current"));
        }
        return null;
    }

    private @Nullable AppendResult checkSequence(ByteBuffer batch) {
        header.wrap(batch, batch.position());
        if (!header.hasProducerId() || header.isControl()) {
            return null;
        }
        return switch (state.producers.check(header)) {
            case Verdict.InOrder() -> null;
            case Verdict.Duplicate(long first, long last) ->
                    new Appended(first, last, BatchHeader.NO_TIMESTAMP, state.logStartOffset, true);
            case Verdict.LongSince(long before) ->
                    new Appended(
                            Appended.FORGOTTEN,
                            before - 1,
                            BatchHeader.NO_TIMESTAMP,
                            state.logStartOffset,
                            true);
            case Verdict.Wrong(Rejected wrong) -> new Refused(wrong);
        };
    }

    private AppendResult tooLargeAsStored() {
        return new Refused(
                new Rejected(
                        Rejection.MESSAGE_TOO_LARGE,
                        "packed as the topic's compression.type asks, the batch is over "
                                + "max.message.bytes "
                                + state.config.maxMessageBytes()
                                + " or segment.bytes "
                                + state.config.segmentBytes()
                                + ": raise them on the topic, or send smaller batches"));
    }

    /** Rolls the segment when the batch must not go into it; a refusal when that fails. */
    private @Nullable AppendResult makeRoom(
            ByteBuffer batch, long batchTimestamp, long nowMs, AppendResult[] results)
            throws IOException {
        if (!mustRoll(batch.remaining(), batchTimestamp, nowMs)) {
            return null;
        }
        if (!flush(results)) {
            // The write was taken back, and with it perhaps the batch that this one follows.
            AppendResult settled = checkSequence(batch);
            if (settled != null) {
                return settled;
            }
        }
        if (state.active().sizeBytes() == 0) {
            return null;
        }
        try {
            state.roll();
            return null;
        } catch (DiskFullException e) {
            return full(e);
        }
    }

    private boolean mustRoll(int batchBytes, long batchTimestamp, long nowMs) throws IOException {
        Segment active = state.active();
        long size = active.sizeBytes() + pendingBytes;
        if (size == 0) {
            return false;
        }
        long relativeOffsetMax = Integer.MAX_VALUE - 1_000_000L;
        return size + batchBytes > state.config.segmentBytes()
                || nextOffset - active.baseOffset() > relativeOffsetMax
                || active.isIndexFull(state.config.indexBytes())
                || isOld(active, batchTimestamp, nowMs);
    }

    /** By the records' own time, or by the clock when they carry none. */
    boolean isOld(Segment active, long timestamp, long nowMs) throws IOException {
        long first = active.firstTimestamp();
        long now = timestamp >= 0 ? timestamp : nowMs;
        return first >= 0 && now - first > state.config.segmentMs() - jitterMs;
    }

    private void enqueue(int request, ByteBuffer batch, int leaderEpoch, long nowMs) {
        header.wrap(batch, batch.position());
        header.baseOffset(nextOffset);
        header.partitionLeaderEpoch(leaderEpoch);
        add(
                request,
                batch,
                validator.maxTimestamp(),
                nextOffset + validator.maxTimestampDelta(),
                state.config.isLogAppendTime() ? nowMs : BatchHeader.NO_TIMESTAMP);
    }

    /** The header is on the batch, whose offset and epoch are final. */
    private void add(
            int request,
            ByteBuffer batch,
            long maxTimestamp,
            long maxTimestampOffset,
            long logAppendTimeMs) {
        if (pending.size() == buffers.length) {
            buffers = Arrays.copyOf(buffers, 2 * buffers.length);
        }
        buffers[pending.size()] = batch;
        pending.add(
                new PendingBatch(
                        request,
                        header.baseOffset(),
                        header.lastOffset(),
                        batch.remaining(),
                        header.partitionLeaderEpoch(),
                        maxTimestamp,
                        maxTimestampOffset,
                        logAppendTimeMs));
        pendingBytes += batch.remaining();
        nextOffset = header.nextOffset();
        if (header.hasProducerId()) {
            state.producers.update(header);
        }
    }

    /**
     * Writes what was gathered, and settles its requests.
     *
     * @return false when the disk was full and all of it was taken back
     */
    private boolean flush(AppendResult[] results) throws IOException {
        if (pending.isEmpty()) {
            return true;
        }
        Segment active = state.active();
        try {
            active.write(buffers, pending.size());
            for (PendingBatch batch : pending) {
                count(active, batch, results);
            }
            state.producers.commit();
            return true;
        } catch (DiskFullException e) {
            active.undoWrite();
            state.producers.rollBack();
            nextOffset = state.endOffset;
            for (PendingBatch batch : pending) {
                results[batch.request] = full(e);
            }
            return false;
        } finally {
            Arrays.fill(buffers, 0, pending.size(), null);
            pending.clear();
            pendingBytes = 0;
        }
    }

    private void count(Segment active, PendingBatch batch, AppendResult[] results)
            throws IOException {
        active.added(
                batch.baseOffset,
                batch.sizeBytes,
                batch.maxTimestamp,
                batch.maxTimestampOffset,
                state.config.indexIntervalBytes());
        state.epochs = state.epochs.with(batch.leaderEpoch, batch.baseOffset);
        state.endOffset = batch.lastOffset + 1;
        results[batch.request] =
                new Appended(
                        batch.baseOffset,
                        batch.lastOffset,
                        batch.logAppendTimeMs,
                        state.logStartOffset,
                        false);
    }

    private AppendResult full(DiskFullException e) {
        return new Refused(
                new Rejected(
                        Rejection.KAFKA_STORAGE_ERROR,
                        "the disk of "
                                + state.directory
                                + " is full: free some space, or lower retention; writes go on by"
                                + " themselves when there is room ("
                                + e.getMessage()
                                + ")"));
    }

    /**
     * Appends batches that a leader has numbered, as they are. A batch that is cut off at the end
     * of the buffer is left for the next fetch.
     */
    AppendResult appendAsFollower(ByteBuffer batches, long nowMs) throws IOException {
        var results = new AppendResult[1];
        nextOffset = state.endOffset;
        long firstOffset = -1;
        int position = batches.position();
        while (batches.limit() - position >= BatchHeader.SIZE_BYTES) {
            header.wrap(batches, position);
            long sizeBytes = header.sizeInBytes();
            if (sizeBytes > batches.limit() - position) {
                break;
            }
            Rejected wrong = judgeReplicated(sizeBytes);
            if (wrong != null) {
                flush(results);
                return new Refused(wrong);
            }
            ByteBuffer batch = batches.slice(position, (int) sizeBytes);
            AppendResult refused = makeRoom(batch, header.maxTimestamp(), nowMs, results);
            if (refused == null && results[0] instanceof Refused full) {
                // What this batch follows was taken back, so it would leave a gap.
                refused = full;
            }
            if (refused != null) {
                return refused;
            }
            header.wrap(batch, 0);
            firstOffset = firstOffset < 0 ? header.baseOffset() : firstOffset;
            add(0, batch, header.maxTimestamp(), header.lastOffset(), BatchHeader.NO_TIMESTAMP);
            position += (int) sizeBytes;
        }
        flush(results);
        if (results[0] instanceof Refused refused) {
            return refused;
        }
        return new Appended(
                firstOffset < 0 ? state.endOffset : firstOffset,
                state.endOffset - 1,
                BatchHeader.NO_TIMESTAMP,
                state.logStartOffset,
                false);
    }

    private @Nullable Rejected judgeReplicated(long sizeBytes) {
        if (sizeBytes < BatchHeader.SIZE_BYTES
                || header.magic() != BatchHeader.MAGIC
                || header.lastOffsetDelta() < 0
                || !header.isCrcValid()) {
            return new Rejected(
                    Rejection.CORRUPT_MESSAGE,
                    "the batch from the leader at offset "
                            + nextOffset
                            + " was damaged on its way, or on the leader's disk");
        }
        if (header.baseOffset() < nextOffset) {
            return new Rejected(
                    Rejection.OFFSET_OUT_OF_RANGE,
                    "the leader sent offset "
                            + header.baseOffset()
                            + ", and "
                            + nextOffset
                            + " is the next one here");
        }
        return null;
    }
}
