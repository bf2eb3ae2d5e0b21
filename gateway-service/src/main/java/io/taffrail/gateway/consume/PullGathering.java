package io.taffrail.gateway.consume;

import io.taffrail.gateway.json.DataFormat;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.EncodedRecords;
import io.taffrail.gateway.stream.Encoding;
import io.taffrail.gateway.stream.FetchedChunk;
import io.taffrail.gateway.stream.Framing;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.protocol.records.CorruptBatchException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a poll has found so far, under its own bound and under that of all polls. Belongs to one
 * poll's thread.
 */
final class PullGathering {

    private final Encoding encoding;
    private final long bytesMax;
    private final PullBudget budget;
    private final List<PullPiece> pieces = new ArrayList<>();
    private long bytes;
    private long takenBytes;
    private boolean isFull;
    private boolean isOverBudget;
    private @Nullable Rejected failure;

    PullGathering(DataFormat format, long bytesMax, PullBudget budget) {
        this.encoding = new Encoding(format, format, Framing.ELEMENT);
        this.bytesMax = bytesMax;
        this.budget = budget;
    }

    /**
     * Takes of the chunk's records what has room, and one at least if there is nothing yet.
     *
     * @param endOffset takes no record from there on
     * @return the offset after what was taken
     */
    long add(FetchedChunk chunk, long position, long endOffset) throws CorruptBatchException {
        EncodedRecords records = chunk.encoded(encoding);
        if (!budget.take(records.bytes().length)) {
            isOverBudget = true;
            isFull = true;
            return position;
        }
        takenBytes += records.bytes().length;
        int end = Math.min(chunk.recordCount(), chunk.recordAt(endOffset));
        int to = 0;
        boolean isFirst = bytes == 0;
        while (to < end && (isFirst || bytes + records.length(to, to + 1) <= bytesMax)) {
            bytes += records.length(to, to + 1);
            isFirst = false;
            to++;
        }
        isFull = to < end || bytes >= bytesMax;
        long next =
                to < chunk.recordCount()
                        ? chunk.offset(to)
                        : Math.min(chunk.nextOffset(), Math.max(endOffset, position));
        if (next > position) {
            pieces.add(new PullPiece(chunk.partition(), position, next, records, 0, to));
        }
        return next;
    }

    /** A partition could not be read; the first who says so is remembered. */
    void fail(TopicPartition partition, Rejected why) {
        if (failure == null) {
            failure = new Rejected(why.reason(), partition + ": " + why.message());
        }
    }

    boolean isFull() {
        return isFull;
    }

    /** Whether it is full because the memory of all polls is taken. */
    boolean isOverBudget() {
        return isOverBudget;
    }

    @Nullable Rejected failure() {
        return failure;
    }

    /** The size of the records that were taken. */
    long bytes() {
        return bytes;
    }

    /** The memory to give back. */
    long takenBytes() {
        return takenBytes;
    }

    /** The pieces since the last call. */
    List<PullPiece> takePieces() {
        List<PullPiece> taken = List.copyOf(pieces);
        pieces.clear();
        return taken;
    }
}
