package io.taffrail.broker.storage;

import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;

/**
 * Reads batches of a segment to see whether each is as it was written: its checksum matches, and it
 * begins at the offset where the one before ends. (The checksum does not cover the first offset.)
 */
final class BatchProof {

    private final Segment segment;
    private final long endPosition;
    private final BatchScanner scanner;
    private final BatchBody body = new BatchBody();
    private long position;
    private long offset;

    /**
     * @param position where a batch begins
     * @param offset what that batch is expected to begin at, or -1 when that is not known
     */
    BatchProof(Segment segment, long position, long offset, long endPosition) throws IOException {
        this.segment = segment;
        this.position = position;
        this.offset = offset;
        this.endPosition = endPosition;
        long offsetMin = offset < 0 ? segment.baseOffset() : offset;
        this.scanner = new BatchScanner(segment.file(), position, endPosition, offsetMin);
    }

    /** Moves past the next batch when it is whole; false at the end, and before damage. */
    boolean next() throws IOException {
        if (!scanner.next()) {
            return false;
        }
        BatchHeader header = scanner.header();
        if (!isWhole(header)) {
            return false;
        }
        position = scanner.nextPosition();
        offset = header.nextOffset();
        return true;
    }

    private boolean isWhole(BatchHeader header) throws IOException {
        boolean isNext = offset < 0 || header.baseOffset() == offset;
        return isNext && body.isWhole(segment.file(), position, header.sizeInBytes());
    }

    /** Up to where all is whole. */
    long position() {
        return position;
    }

    /** The offset that the batch there is expected to begin at. */
    long offset() {
        return offset;
    }

    boolean isAtEnd() {
        return position >= endPosition;
    }
}
