package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Looks into one batch on disk. Apart from {@link LogView} because it alone unpacks records. */
final class RecordSearch {

    private static final int RECORD_BYTES_MAX = 64 << 20;
    private static final long DECOMPRESSED_BYTES_MAX = 256L << 20;

    private RecordSearch() {}

    /** The first record of the batch that is neither older nor before the offset, or null. */
    static @Nullable TimestampOffset firstNotOlder(
            AppendFile file, long position, BatchHeader header, long timestamp, long fromOffset)
            throws IOException {
        int leaderEpoch = header.partitionLeaderEpoch();
        long baseOffset = header.baseOffset();
        ByteBuffer batch = readBatch(file, position, header.sizeInBytes(), baseOffset);
        try (var reader = new BatchReader(RECORD_BYTES_MAX, DECOMPRESSED_BYTES_MAX)) {
            reader.open(batch, 0);
            while (reader.next()) {
                if (reader.timestamp() >= timestamp && reader.offset() >= fromOffset) {
                    return new TimestampOffset(reader.offset(), reader.timestamp(), leaderEpoch);
                }
            }
            return null;
        } catch (CorruptBatchException e) {
            throw new DamagedLogException(
                    file.path(), position, baseOffset, String.valueOf(e.getMessage()));
        }
    }

    private static ByteBuffer readBatch(
            AppendFile file, long position, int sizeBytes, long baseOffset) throws IOException {
        var batch = ByteBuffer.allocate(sizeBytes);
        file.read(batch, position);
        batch.flip();
        if (batch.limit() < sizeBytes || !new BatchHeader().wrap(batch, 0).isCrcValid()) {
            throw new DamagedLogException(
                    file.path(), position, baseOffset, "the batch's checksum does not match");
        }
        return batch;
    }
}
