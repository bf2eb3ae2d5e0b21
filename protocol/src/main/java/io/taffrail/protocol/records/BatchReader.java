package io.taffrail.protocol.records;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.BufferSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of one batch after another, checking their structure on the way. It is a cursor
 * and allocates nothing per record: an uncompressed batch is read where it lies, a compressed one
 * through a window that holds one record at a time, so that a small batch that unpacks to gigabytes
 * costs time up to a bound and never memory.
 *
 * <p>A record: length varint, attributes int8, timestamp delta varlong, offset delta varint, key
 * length varint (-1 for null), key, value length varint (-1 for null), value, header count varint;
 * each header: key length varint, key, value length varint (-1 for null), value.
 */
public final class BatchReader implements AutoCloseable {

    private static final int WINDOW_BYTES = 64 * 1024;
    private static final int VARINT_BYTES_MAX = 5;
    private static final int VARLONG_BYTES_MAX = 10;

    /** Length field and the shortest body: attributes, two deltas, two lengths, header count. */
    private static final int RECORD_BYTES_MIN = 7;

    private final int recordBytesMax;
    private final long decompressedBytesMax;
    private final BufferSupplier codecBuffers = BufferSupplier.create();
    private final BatchHeader header = new BatchHeader();

    private @Nullable ByteBuffer ownWindow;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private int at;
    private int limit;
    private @Nullable InputStream stream;
    private long decompressedBytes;

    private long baseOffset;
    private long baseTimestamp;
    private long maxTimestamp;
    private boolean isLogAppendTime;
    private int recordCount;
    private int recordsRead;

    private int offsetDelta;
    private long timestamp;
    private int keyPosition;
    private int keyLength;
    private int valuePosition;
    private int valueLength;
    private int headerCount;
    private int headersPosition;
    private int recordEnd;

    /**
     * @param recordBytesMax the longest single record that is unpacked
     * @param decompressedBytesMax the most that one batch may unpack to
     */
    public BatchReader(int recordBytesMax, long decompressedBytesMax) {
        this.recordBytesMax = recordBytesMax;
        this.decompressedBytesMax = decompressedBytesMax;
    }

    /** Starts on the batch at that position; its whole size must lie within the buffer's limit. */
    public void open(ByteBuffer buffer, int position) throws CorruptBatchException {
        closeStream();
        header.wrap(buffer, position);
        int sizeBytes = header.sizeInBytes();
        if (sizeBytes < BatchHeader.SIZE_BYTES || sizeBytes > buffer.limit() - position) {
            throw new CorruptBatchException(
                    "batch length " + header.batchLength() + " does not fit the bytes that came");
        }
        baseOffset = header.baseOffset();
        baseTimestamp = header.baseTimestamp();
        maxTimestamp = header.maxTimestamp();
        isLogAppendTime = header.isLogAppendTime();
        recordCount = header.recordCount();
        recordsRead = 0;
        decompressedBytes = 0;
        if (recordCount < 0) {
            throw new CorruptBatchException("record count " + recordCount + " is negative");
        }
        int bodyPosition = position + BatchHeader.SIZE_BYTES;
        int bodyBytes = sizeBytes - BatchHeader.SIZE_BYTES;
        if (header.compressionId() == Compression.NONE.id()) {
            window = buffer;
            at = bodyPosition;
            limit = bodyPosition + bodyBytes;
        } else {
            openCompressed(buffer.slice(bodyPosition, bodyBytes));
        }
    }

    private void openCompressed(ByteBuffer body) throws CorruptBatchException {
        var codec = Compression.forId(header.compressionId());
        if (codec == null) {
            throw new CorruptBatchException(
                    "compression " + header.compressionId() + " is not one of 0 to 4");
        }
        if (codec == Compression.SNAPPY) {
            SnappyFrames.check(body, decompressedBytesMax);
        }
        try {
            stream = codec.decompress(body, codecBuffers);
        } catch (IOException | RuntimeException e) {
            throw new CorruptBatchException("cannot decompress as " + codec, e);
        }
        if (ownWindow == null) {
            ownWindow = ByteBuffer.allocate(WINDOW_BYTES);
        }
        window = ownWindow;
        at = 0;
        limit = 0;
    }

    /**
     * Moves to the next record.
     *
     * @return false after the last one, when the bytes also end there
     */
    public boolean next() throws CorruptBatchException {
        if (recordsRead == recordCount) {
            if (available(1) > 0) {
                throw corrupt("bytes follow the last of " + recordCount + " records");
            }
            closeStream();
            return false;
        }
        if (available(RECORD_BYTES_MIN) < RECORD_BYTES_MIN) {
            throw corrupt("the batch ends early");
        }
        int length = varint(limit);
        if (length < RECORD_BYTES_MIN - 1 || length > recordBytesMax) {
            throw corrupt("record length " + length + " is not within 6 and " + recordBytesMax);
        }
        if (available(length) < length) {
            throw corrupt("record length " + length + " goes beyond the batch");
        }
        parse(at + length);
        recordsRead++;
        return true;
    }

    private void parse(int end) throws CorruptBatchException {
        recordEnd = end;
        at++; // The record's own attributes are unused in version 2.
        long timestampDelta = varlong(end);
        offsetDelta = varint(end);
        timestamp = isLogAppendTime ? maxTimestamp : baseTimestamp + timestampDelta;
        keyLength = varint(end);
        keyPosition = at;
        skip(keyLength, end, "key");
        valueLength = varint(end);
        valuePosition = at;
        skip(valueLength, end, "value");
        headerCount = varint(end);
        if (headerCount < 0) {
            throw corrupt("header count " + headerCount + " is negative");
        }
        headersPosition = at;
        for (int i = 0; i < headerCount; i++) {
            int headerKeyLength = varint(end);
            if (headerKeyLength < 0) {
                throw corrupt("a header has no key");
            }
            skip(headerKeyLength, end, "header key");
            skip(varint(end), end, "header value");
        }
        if (at != end) {
            throw corrupt("its fields end " + (end - at) + " bytes before its length says");
        }
    }

    private void skip(int length, int end, String what) throws CorruptBatchException {
        if (length < -1 || length > end - at) {
            throw corrupt(what + " length " + length + " goes beyond the record");
        }
        at += Math.max(length, 0);
    }

    private int varint(int end) throws CorruptBatchException {
        int value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX && at < end; i++) {
            byte b = window.get(at++);
            value |= (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw corrupt("a variable-length integer does not end");
    }

    private long varlong(int end) throws CorruptBatchException {
        long value = 0;
        for (int i = 0; i < VARLONG_BYTES_MAX && at < end; i++) {
            byte b = window.get(at++);
            value |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw corrupt("a variable-length integer does not end");
    }

    /** Brings up to {@code wanted} bytes into the window, and tells how many there are. */
    private int available(int wanted) throws CorruptBatchException {
        if (limit - at >= wanted || stream == null) {
            return limit - at;
        }
        ByteBuffer own = window;
        byte[] bytes = own.array();
        int kept = limit - at;
        if (wanted > bytes.length) {
            byte[] larger = new byte[Math.max(wanted, 2 * bytes.length)];
            System.arraycopy(bytes, at, larger, 0, kept);
            bytes = larger;
            own = ByteBuffer.wrap(larger);
            ownWindow = own;
            window = own;
        } else {
            System.arraycopy(bytes, at, bytes, 0, kept);
        }
        at = 0;
        limit = kept;
        fill(stream, bytes, wanted);
        return limit;
    }

    private void fill(InputStream from, byte[] bytes, int wanted) throws CorruptBatchException {
        try {
            while (limit < wanted) {
                int count = from.read(bytes, limit, bytes.length - limit);
                if (count < 0) {
                    return;
                }
                limit += count;
                decompressedBytes += count;
                if (decompressedBytes > decompressedBytesMax) {
                    throw corrupt(
                            "the batch unpacks to more than "
                                    + decompressedBytesMax
                                    + " bytes: send smaller batches");
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new CorruptBatchException(
                    "cannot decompress record " + recordsRead + " of " + recordCount, e);
        }
    }

    private CorruptBatchException corrupt(String what) {
        return new CorruptBatchException(
                "record " + recordsRead + " of " + recordCount + ": " + what);
    }

    /** The header of the batch that was opened. */
    public BatchHeader header() {
        return header;
    }

    public int offsetDelta() {
        return offsetDelta;
    }

    public long offset() {
        return baseOffset + offsetDelta;
    }

    public long timestamp() {
        return timestamp;
    }

    public boolean hasKey() {
        return keyLength >= 0;
    }

    /** The length of the key, or -1 for null. */
    public int keyLength() {
        return keyLength;
    }

    /** The length of the value, or -1 for null. */
    public int valueLength() {
        return valueLength;
    }

    public int headerCount() {
        return headerCount;
    }

    /** A view of the key that is valid until the next record, or null. */
    public @Nullable ByteBuffer key() {
        return keyLength < 0 ? null : window.slice(keyPosition, keyLength);
    }

    /** A view of the value that is valid until the next record, or null. */
    public @Nullable ByteBuffer value() {
        return valueLength < 0 ? null : window.slice(valuePosition, valueLength);
    }

    /** Shows the headers in their order; the views are valid until the next record. */
    public void forEachHeader(HeaderVisitor visitor) throws CorruptBatchException {
        int resumeAt = at;
        at = headersPosition;
        for (int i = 0; i < headerCount; i++) {
            int keyBytes = varint(recordEnd);
            ByteBuffer key = window.slice(at, keyBytes);
            at += keyBytes;
            int valueBytes = varint(recordEnd);
            ByteBuffer value = valueBytes < 0 ? null : window.slice(at, valueBytes);
            at += Math.max(valueBytes, 0);
            visitor.visit(key, value);
        }
        at = resumeAt;
    }

    /** Receives one header. */
    @FunctionalInterface
    public interface HeaderVisitor {
        void visit(ByteBuffer key, @Nullable ByteBuffer value);
    }

    private void closeStream() {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                // It reads from memory, and what it held goes with it.
            }
            stream = null;
        }
    }

    /** Frees the codecs' buffers. */
    @Override
    public void close() {
        closeStream();
        codecBuffers.close();
    }
}
