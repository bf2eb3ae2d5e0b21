package io.taffrail.protocol.records;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Builds one record batch after another. Records gather uncompressed and are packed at the end, so
 * that {@link #sizeInBytes} is exact for the uncompressed batch and a bound on what memory it
 * takes.
 */
public final class BatchWriter {

    private final Compression compression;
    private final int batchBytesMax;

    private ByteBuffer buffer = ByteBuffer.allocate(1024).position(BatchHeader.SIZE_BYTES);
    private int recordCount;
    private long baseTimestamp;
    private long maxTimestamp;
    private long producerId;
    private short producerEpoch;
    private int baseSequence;
    private int attributes;

    /**
     * @param batchBytesMax the size from which on {@link #append} refuses all but a first record
     */
    public BatchWriter(Compression compression, int batchBytesMax) {
        this.compression = compression;
        this.batchBytesMax = batchBytesMax;
        reset();
    }

    /** Starts an empty batch without a producer. */
    public BatchWriter reset() {
        buffer.clear().position(BatchHeader.SIZE_BYTES);
        recordCount = 0;
        producerId = BatchHeader.NO_PRODUCER_ID;
        producerEpoch = BatchHeader.NO_PRODUCER_EPOCH;
        baseSequence = BatchHeader.NO_SEQUENCE;
        attributes = compression.id();
        return this;
    }

    /** Makes the batch that of an idempotent producer. */
    public BatchWriter producer(long producerId, short producerEpoch, int baseSequence) {
        this.producerId = producerId;
        this.producerEpoch = producerEpoch;
        this.baseSequence = baseSequence;
        return this;
    }

    /** Makes the batch a part of its producer's transaction. */
    public BatchWriter transactional() {
        attributes |= 0x10;
        return this;
    }

    /** Makes the batch a marker that clients do not see. */
    public BatchWriter control() {
        attributes |= 0x20;
        return this;
    }

    public boolean isEmpty() {
        return recordCount == 0;
    }

    public int recordCount() {
        return recordCount;
    }

    /** The batch's size so far, before compression. */
    public int sizeInBytes() {
        return buffer.position();
    }

    public boolean append(
            long timestampMs,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers) {
        return append(
                timestampMs,
                key == null ? null : ByteBuffer.wrap(key),
                value == null ? null : ByteBuffer.wrap(value),
                headers);
    }

    /**
     * Adds a record, whose buffers are left as they were.
     *
     * @return false, and nothing added, when the batch would grow over its bound. The first record
     *     is always taken: whether it is too large is for the log to say.
     */
    public boolean append(
            long timestampMs,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        if (recordCount == 0) {
            baseTimestamp = timestampMs;
            maxTimestamp = timestampMs;
        }
        byte[][] names = new byte[headers.size()][];
        long timestampDelta = timestampMs - baseTimestamp;
        long bodyBytes =
                1L
                        + sizeOfVarlong(timestampDelta)
                        + sizeOfVarlong(recordCount)
                        + sizeOfBytes(key == null ? -1 : key.remaining())
                        + sizeOfBytes(value == null ? -1 : value.remaining())
                        + sizeOfVarlong(headers.size());
        for (int i = 0; i < names.length; i++) {
            RecordHeader header = headers.get(i);
            byte[] headerValue = header.value();
            names[i] = header.key().getBytes(StandardCharsets.UTF_8);
            bodyBytes +=
                    sizeOfBytes(names[i].length)
                            + sizeOfBytes(headerValue == null ? -1 : headerValue.length);
        }
        long sizeAfter = buffer.position() + sizeOfVarlong(bodyBytes) + bodyBytes;
        if (sizeAfter > batchBytesMax && recordCount > 0) {
            return false;
        }
        ensureCapacity(Math.toIntExact(sizeAfter));
        maxTimestamp = Math.max(maxTimestamp, timestampMs);
        putVarlong(bodyBytes);
        buffer.put((byte) 0);
        putVarlong(timestampDelta);
        putVarlong(recordCount);
        putBytes(key);
        putBytes(value);
        putVarlong(names.length);
        for (int i = 0; i < names.length; i++) {
            byte[] headerValue = headers.get(i).value();
            putBytes(ByteBuffer.wrap(names[i]));
            putBytes(headerValue == null ? null : ByteBuffer.wrap(headerValue));
        }
        recordCount++;
        return true;
    }

    /**
     * The finished batch, in memory of its own, with base offset 0 and no leader epoch; the writer
     * is empty again afterwards.
     */
    public ByteBuffer build() {
        ByteBuffer batch = compression == Compression.NONE ? copy() : compressed();
        int last = recordCount - 1;
        batch.putLong(0, 0L);
        batch.putInt(BatchHeader.LENGTH_AT, batch.limit() - BatchHeader.PREFIX_BYTES);
        batch.putInt(BatchHeader.LEADER_EPOCH_AT, -1);
        batch.put(BatchHeader.MAGIC_AT, BatchHeader.MAGIC);
        batch.putShort(BatchHeader.ATTRIBUTES_AT, (short) attributes);
        batch.putInt(BatchHeader.LAST_OFFSET_DELTA_AT, last);
        batch.putLong(BatchHeader.BASE_TIMESTAMP_AT, baseTimestamp);
        batch.putLong(BatchHeader.MAX_TIMESTAMP_AT, maxTimestamp);
        batch.putLong(BatchHeader.PRODUCER_ID_AT, producerId);
        batch.putShort(BatchHeader.PRODUCER_EPOCH_AT, producerEpoch);
        batch.putInt(BatchHeader.BASE_SEQUENCE_AT, baseSequence);
        batch.putInt(BatchHeader.RECORD_COUNT_AT, recordCount);
        new BatchHeader().wrap(batch, 0).updateCrc();
        reset();
        return batch;
    }

    private ByteBuffer copy() {
        buffer.flip();
        return ByteBuffer.allocate(buffer.limit()).put(buffer).flip();
    }

    private ByteBuffer compressed() {
        var packed = new ByteBufferOutputStream(Math.max(512, buffer.position() / 2));
        packed.position(BatchHeader.SIZE_BYTES);
        try (OutputStream stream = compression.compress(packed)) {
            stream.write(
                    buffer.array(),
                    BatchHeader.SIZE_BYTES,
                    buffer.position() - BatchHeader.SIZE_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return packed.buffer().flip();
    }

    private void ensureCapacity(int sizeBytes) {
        if (sizeBytes > buffer.capacity()) {
            int capacity =
                    (int)
                            Math.min(
                                    Integer.MAX_VALUE - 8L,
                                    Math.max(sizeBytes, 2L * buffer.capacity()));
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
    }

    private void putBytes(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            putVarlong(-1);
        } else {
            putVarlong(bytes.remaining());
            buffer.put(bytes.duplicate());
        }
    }

    private void putVarlong(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        while ((zigzag & ~0x7fL) != 0) {
            buffer.put((byte) (zigzag | 0x80));
            zigzag >>>= 7;
        }
        buffer.put((byte) zigzag);
    }

    private static long sizeOfBytes(int length) {
        return sizeOfVarlong(length) + Math.max(length, 0);
    }

    private static int sizeOfVarlong(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return 1 + (63 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }
}
