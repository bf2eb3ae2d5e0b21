package io.taffrail.protocol.records;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches as consumers read them before there were any: as messages of magic 0 or 1, each
 * with its own offset and none compressed. What the old form has no place for is left out, as Kafka
 * did: headers, the markers of transactions, and in magic 0 the timestamps. {@link
 * MessageSetReader} shows the layout.
 */
public final class MessageSetWriter {

    private static final int RECORD_BYTES_MAX = 64 << 20;
    private static final long BATCH_BYTES_MAX = 256L << 20;

    private final byte magic;
    private final CRC32 crc = new CRC32();

    /**
     * Messages, and where to go on reading.
     *
     * @param nextOffset beyond all that was looked at, also when none of it could be shown
     */
    public record Messages(ByteBuffer bytes, long nextOffset) {}

    /**
     * @param magic 0 or 1
     */
    public MessageSetWriter(int magic) {
        this.magic = (byte) magic;
    }

    /**
     * What the batches hold from an offset on.
     *
     * @param batches from position to limit; the last one may be torn, and is then left out
     * @param bytesMax the most to write, in bytes
     * @param atLeastOne whether a first message is written however large it is
     */
    public Messages write(ByteBuffer batches, long fromOffset, int bytesMax, boolean atLeastOne)
            throws CorruptBatchException {
        int bytesFirst = Math.min(1024, batches.remaining());
        var set = new Set(ByteBuffer.allocate(bytesFirst), fromOffset, bytesMax, atLeastOne);
        var header = new BatchHeader();
        try (var reader = new BatchReader(RECORD_BYTES_MAX, BATCH_BYTES_MAX)) {
            int at = batches.position();
            while (!set.isFull && batches.limit() - at >= BatchHeader.SIZE_BYTES) {
                header.wrap(batches, at);
                int sizeBytes = header.sizeInBytes();
                boolean isTorn = sizeBytes > batches.limit() - at;
                if (isTorn) {
                    break;
                }
                // Checks that the size is at least that of a header.
                reader.open(batches, at);
                set.add(reader, header);
                at += sizeBytes;
            }
        }
        return new Messages(set.bytes.flip(), set.nextOffset);
    }

    /** One set on its way. */
    private final class Set {
        private final int bytesMax;
        private final boolean atLeastOne;
        private ByteBuffer bytes;
        private long nextOffset;
        private boolean isFull;

        Set(ByteBuffer bytes, long fromOffset, int bytesMax, boolean atLeastOne) {
            this.bytes = bytes;
            this.nextOffset = fromOffset;
            this.bytesMax = bytesMax;
            this.atLeastOne = atLeastOne;
        }

        void add(BatchReader reader, BatchHeader header) throws CorruptBatchException {
            while (!header.isControl() && reader.next()) {
                // A batch is read from its beginning, also by who wants its end.
                if (reader.offset() >= nextOffset) {
                    if (!fits(reader)) {
                        isFull = true;
                        return;
                    }
                    put(reader, header.isLogAppendTime());
                    nextOffset = reader.offset() + 1;
                }
            }
            nextOffset = Math.max(nextOffset, header.nextOffset());
        }

        private boolean fits(BatchReader record) {
            long sizeAfter = bytes.position() + messageBytes(record);
            return sizeAfter <= bytesMax || (atLeastOne && bytes.position() == 0);
        }

        private long messageBytes(BatchReader record) {
            return MessageSetReader.ATTRIBUTES_AT
                    + 1L
                    + (magic == 0 ? 0 : Long.BYTES)
                    + 2 * Integer.BYTES
                    + Math.max(0, record.keyLength())
                    + Math.max(0, record.valueLength());
        }

        private void put(BatchReader record, boolean isLogAppendTime) {
            int messageBytes = Math.toIntExact(messageBytes(record));
            ensureRoom(messageBytes);
            int start = bytes.position();
            bytes.putLong(record.offset());
            bytes.putInt(messageBytes - MessageSetReader.PREFIX_BYTES);
            bytes.putInt(0);
            bytes.put(magic);
            boolean saysWhoseTime = magic > 0 && isLogAppendTime;
            bytes.put((byte) (saysWhoseTime ? MessageSetReader.LOG_APPEND_TIME_FLAG : 0));
            if (magic > 0) {
                bytes.putLong(record.timestamp());
            }
            put(record.key());
            put(record.value());
            int summedFrom = start + MessageSetReader.MAGIC_AT;
            crc.reset();
            crc.update(bytes.slice(summedFrom, bytes.position() - summedFrom));
            bytes.putInt(start + MessageSetReader.CRC_AT, (int) crc.getValue());
        }

        private void put(@Nullable ByteBuffer field) {
            if (field == null) {
                bytes.putInt(-1);
            } else {
                bytes.putInt(field.remaining());
                bytes.put(field);
            }
        }

        private void ensureRoom(int more) {
            if (more > bytes.remaining()) {
                long wanted = Math.max(2L * bytes.capacity(), (long) bytes.position() + more);
                int capacity = (int) Math.min(wanted, Integer.MAX_VALUE - 8L);
                bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
            }
        }
    }
}
