package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the batch headers of a log file, reading them in chunks so that a run of small batches
 * costs one system call. Every header is checked after it was read: what does not look like the
 * header of the next batch ends the walk with a fault instead of sending it astray.
 */
final class BatchScanner {

    private static final int CHUNK_BYTES = 4096;

    private final AppendFile file;
    private final long endPosition;
    private final BatchHeader header = new BatchHeader();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    private long chunkPosition;
    private long position;
    private long nextPosition;
    private long offsetMin;
    private @Nullable String fault;

    /**
     * @param offsetMin no batch from here on may start before this offset
     */
    BatchScanner(AppendFile file, long startPosition, long endPosition, long offsetMin) {
        this.file = file;
        this.endPosition = endPosition;
        this.nextPosition = startPosition;
        this.offsetMin = offsetMin;
        chunk.limit(0);
    }

    /** Moves to the next batch; false at the end of the bytes, or at a fault. */
    boolean next() throws IOException {
        position = nextPosition;
        long left = endPosition - position;
        if (left <= 0) {
            return false;
        }
        if (left < BatchHeader.SIZE_BYTES) {
            return faulty("only " + left + " bytes are left, less than a header");
        }
        long at = position - chunkPosition;
        if (at < 0 || at + BatchHeader.SIZE_BYTES > chunk.limit()) {
            chunk.clear();
            chunkPosition = position;
            file.read(chunk, position);
            chunk.flip();
            at = 0;
            if (chunk.limit() < BatchHeader.SIZE_BYTES) {
                return faulty("the file ends inside a header");
            }
        }
        header.wrap(chunk, (int) at);
        int length = header.batchLength();
        if (header.magic() != BatchHeader.MAGIC) {
            return faulty("magic " + header.magic() + " is not 2");
        }
        if (length < BatchHeader.SIZE_BYTES - BatchHeader.PREFIX_BYTES
                || length > left - BatchHeader.PREFIX_BYTES) {
            return faulty("length " + length + " does not fit the " + left + " bytes that follow");
        }
        if (header.baseOffset() < offsetMin || header.lastOffsetDelta() < 0) {
            return faulty(
                    "offsets "
                            + header.baseOffset()
                            + " to "
                            + header.lastOffset()
                            + " do not follow "
                            + (offsetMin - 1));
        }
        offsetMin = header.nextOffset();
        nextPosition = position + header.sizeInBytes();
        return true;
    }

    /** Goes back to where the walk stood before its first step; what was read stays at hand. */
    void rewindTo(long startPosition, long startOffsetMin) {
        nextPosition = startPosition;
        offsetMin = startOffsetMin;
        fault = null;
    }

    private boolean faulty(String what) {
        fault = what;
        return false;
    }

    /** The current batch's header; its records are not behind it in this buffer. */
    BatchHeader header() {
        return header;
    }

    long position() {
        return position;
    }

    long nextPosition() {
        return nextPosition;
    }

    /** Why the walk stopped before the end, or null. */
    @Nullable String fault() {
        return fault;
    }

    /** Stops a reader at a fault, naming the place. */
    void throwIfFaulty() throws DamagedLogException {
        if (fault != null) {
            throw new DamagedLogException(file.path(), position, offsetMin, fault);
        }
    }
}
