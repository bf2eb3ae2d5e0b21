package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads whole batches, one after the other into the same memory, to check what they hold. */
final class BatchBody {

    private static final int BYTES_MIN = 64 * 1024;

    private final BatchHeader header = new BatchHeader();
    // Most logs have nothing to be checked.
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    /** Whether the batch that begins at that byte of the file is all there, and as its CRC says. */
    boolean isWhole(AppendFile file, long position, int sizeBytes) throws IOException {
        if (bytes.capacity() < sizeBytes) {
            bytes = ByteBuffer.allocate(Math.max(BYTES_MIN, sizeBytes));
        }
        bytes.clear().limit(sizeBytes);
        file.read(bytes, position);
        bytes.flip();
        return bytes.limit() == sizeBytes && header.wrap(bytes, 0).isCrcValid();
    }
}
