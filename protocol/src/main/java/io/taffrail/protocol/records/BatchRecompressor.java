package io.taffrail.protocol.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Packs a batch again with another codec. The records are the same bytes under every codec, so they
 * flow from one stream to the other as they are: offsets, timestamps, keys and headers cannot
 * change on the way, and no batch, however far it unpacks, is ever in memory whole but as it will
 * be stored.
 *
 * <p>Not safe for several threads: it reuses its buffers.
 */
public final class BatchRecompressor {

    private static final int CHUNK_BYTES = 16 * 1024;

    private final BufferSupplier codecBuffers = BufferSupplier.create();
    private final BatchHeader header = new BatchHeader();
    private final byte[] chunk = new byte[CHUNK_BYTES];

    /**
     * @param batch one whole batch that has been validated, from position to limit
     * @param sizeBytesMax the largest result that is of use
     * @return the batch as wanted, in memory of its own unless it was so before; null when it would
     *     be larger than the bound
     * @throws CorruptBatchException when the batch does not unpack
     */
    public @Nullable ByteBuffer recompress(
            ByteBuffer batch, StoredCompression wanted, int sizeBytesMax)
            throws CorruptBatchException {
        header.wrap(batch, batch.position());
        Compression source = Compression.forId(header.compressionId());
        if (source == null) {
            throw new CorruptBatchException(
                    "compression " + header.compressionId() + " is not one of 0 to 4");
        }
        if (source == wanted.compression()) {
            return batch;
        }
        int bodyAt = batch.position() + BatchHeader.SIZE_BYTES;
        ByteBuffer body = batch.slice(bodyAt, batch.limit() - bodyAt);
        var target = new ByteBufferOutputStream(Math.max(512, batch.remaining()));
        target.write(batch.slice(batch.position(), BatchHeader.SIZE_BYTES));
        try {
            if (!copy(source, body, wanted, target, sizeBytesMax)) {
                return null;
            }
        } catch (IOException | RuntimeException e) {
            throw new CorruptBatchException("cannot pack anew from " + source, e);
        }
        ByteBuffer result = target.buffer().flip();
        return result.limit() > sizeBytesMax ? null : relabelled(result, wanted.compression());
    }

    private boolean copy(
            Compression source,
            ByteBuffer body,
            StoredCompression wanted,
            ByteBufferOutputStream target,
            int sizeBytesMax)
            throws IOException {
        try (InputStream from = source.decompress(body, codecBuffers);
                OutputStream to = wanted.compression().compress(target, wanted.level())) {
            int count = from.read(chunk);
            while (count >= 0) {
                to.write(chunk, 0, count);
                if (target.position() > sizeBytesMax) {
                    return false;
                }
                count = from.read(chunk);
            }
        }
        return true;
    }

    private ByteBuffer relabelled(ByteBuffer batch, Compression compression) {
        header.wrap(batch, 0);
        batch.putInt(BatchHeader.LENGTH_AT, batch.limit() - BatchHeader.PREFIX_BYTES);
        header.compressionId(compression.id());
        header.updateCrc();
        return batch;
    }
}
