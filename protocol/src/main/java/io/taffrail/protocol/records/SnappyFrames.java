package io.taffrail.protocol.records;

import java.nio.ByteBuffer;

/**
 * Checks the frames of a snappy batch before the codec sees them. The codec believes the lengths
 * that it reads and allocates memory by them, so that a few bytes could ask for gigabytes.
 *
 * <p>A stream is 16 bytes of header, then chunks: length int32, and a snappy block that begins with
 * its unpacked length as a varint. Without the header the whole is one block.
 */
final class SnappyFrames {

    private static final long MAGIC = 0x82534e4150505900L;
    private static final int STREAM_HEADER_BYTES = 16;
    private static final int LENGTH_BYTES_MAX = 5;

    private SnappyFrames() {}

    static void check(ByteBuffer body, long unpackedBytesMax) throws CorruptBatchException {
        boolean isFramed = body.limit() >= STREAM_HEADER_BYTES && body.getLong(0) == MAGIC;
        long unpackedBytes = 0;
        int at = isFramed ? STREAM_HEADER_BYTES : 0;
        while (at < body.limit()) {
            int chunkBytes = body.limit() - at;
            if (isFramed) {
                if (chunkBytes < Integer.BYTES) {
                    throw new CorruptBatchException("a snappy chunk has no length");
                }
                chunkBytes = body.getInt(at);
                at += Integer.BYTES;
                if (chunkBytes <= 0 || chunkBytes > body.limit() - at) {
                    throw new CorruptBatchException(
                            "snappy chunk length " + chunkBytes + " goes beyond the batch");
                }
            }
            unpackedBytes += unpackedLength(body, at, at + chunkBytes);
            if (unpackedBytes > unpackedBytesMax) {
                throw new CorruptBatchException(
                        "the batch unpacks to more than "
                                + unpackedBytesMax
                                + " bytes: send smaller batches");
            }
            at += chunkBytes;
        }
    }

    private static long unpackedLength(ByteBuffer body, int from, int end)
            throws CorruptBatchException {
        long length = 0;
        for (int i = 0; i < LENGTH_BYTES_MAX && from + i < end; i++) {
            byte b = body.get(from + i);
            length |= (b & 0x7fL) << (7 * i);
            if (b >= 0) {
                return length;
            }
        }
        throw new CorruptBatchException("a snappy block has no length");
    }
}
