package io.taffrail.protocol.records;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.kafka.common.utils.BufferSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what producers sent before there were batches: a message set of magic 0 or 1, which becomes
 * one batch of version 2. A message whose attributes name a codec is a wrapper around a set of its
 * own. The offsets that producers write mean nothing, absolute or relative (KIP-31): the order
 * counts.
 *
 * <pre>
 *  0  offset      int64
 *  8  length      int32   bytes after this field
 * 12  crc         uint32  CRC-32 of everything from the magic on
 * 16  magic       int8    0 or 1
 * 17  attributes  int8    0-2 codec, 3 timestamp type
 * 18  timestamp   int64   in magic 1 only
 *     key         int32 length (-1 for null), bytes
 *     value       int32 length (-1 for null), bytes
 * </pre>
 */
public final class MessageSetReader {

    static final int PREFIX_BYTES = 12;
    static final int CRC_AT = 12;
    static final int MAGIC_AT = 16;
    static final int ATTRIBUTES_AT = 17;
    static final int LOG_APPEND_TIME_FLAG = 0x08;
    private static final int TIMESTAMP_AT = 18;

    /** Of the shortest message, that of magic 0 without key and value, after its prefix. */
    private static final int MESSAGE_BYTES_MIN = 4 + 1 + 1 + 4 + 4;

    private static final int CODEC_MASK = 0x07;

    private final int unpackedBytesMax;
    private final BufferSupplier codecBuffers = BufferSupplier.create();
    private final CRC32 crc = new CRC32();
    private long unpackedBytes;

    /**
     * @param unpackedBytesMax the most that all sets which this one reads may hold together, inside
     *     of their wrappers
     */
    public MessageSetReader(int unpackedBytesMax) {
        this.unpackedBytesMax = unpackedBytesMax;
    }

    /**
     * The set as one batch, packed as the first of its wrappers was: what was sent in few bytes is
     * also kept in few while it waits. Of magic 0, which knows no times, the messages are from now.
     *
     * @param set from its position to its limit; left as it was
     */
    public ByteBuffer toBatch(ByteBuffer set, long nowMs) throws CorruptBatchException {
        ByteBuffer messages = set.slice();
        var batch = new BatchWriter(codecOf(messages), Integer.MAX_VALUE);
        var passage = new Passage(batch, nowMs);
        int at = 0;
        while (at < messages.limit()) {
            ByteBuffer message = messageAt(messages, at);
            at += message.limit();
            Compression codec = check(message);
            if (codec == Compression.NONE) {
                passage.take(message);
            } else {
                unpack(codec, message, passage);
            }
        }
        if (batch.isEmpty()) {
            throw new CorruptBatchException("the message set holds no message");
        }
        return batch.build();
    }

    private static ByteBuffer messageAt(ByteBuffer set, int at) throws CorruptBatchException {
        int left = set.limit() - at;
        if (left < PREFIX_BYTES) {
            throw new CorruptBatchException("the message set ends inside a message");
        }
        int messageBytes = messageBytes(set.getInt(at + Long.BYTES));
        if (messageBytes > left) {
            throw new CorruptBatchException(
                    "message size " + messageBytes + " goes beyond its set");
        }
        return set.slice(at, messageBytes);
    }

    private static Compression codecOf(ByteBuffer set) throws CorruptBatchException {
        int at = 0;
        while (at < set.limit()) {
            ByteBuffer message = messageAt(set, at);
            at += message.limit();
            checkMagic(message.get(MAGIC_AT));
            Compression codec = codec(message.get(ATTRIBUTES_AT));
            if (codec != Compression.NONE) {
                return codec;
            }
        }
        return Compression.NONE;
    }

    private static void checkMagic(byte magic) throws CorruptBatchException {
        if (magic < 0 || magic > 1) {
            throw new CorruptBatchException(
                    "magic " + magic + " is not 0 or 1: batches need a Produce of version 3");
        }
    }

    private static Compression codec(byte attributes) throws CorruptBatchException {
        var codec = Compression.forId(attributes & CODEC_MASK);
        if (codec == null || codec == Compression.ZSTD) {
            throw new CorruptBatchException(
                    "compression "
                            + (attributes & CODEC_MASK)
                            + " is not one of 0 to 3, which is what message sets know");
        }
        return codec;
    }

    private static int messageBytes(int length) throws CorruptBatchException {
        if (length < MESSAGE_BYTES_MIN || length > Integer.MAX_VALUE - PREFIX_BYTES) {
            throw new CorruptBatchException(
                    "message length " + length + " is below " + MESSAGE_BYTES_MIN);
        }
        return PREFIX_BYTES + length;
    }

    /** Whether it is what was sent; tells how its value is packed. */
    private Compression check(ByteBuffer message) throws CorruptBatchException {
        checkMagic(message.get(MAGIC_AT));
        crc.reset();
        crc.update(message.slice(MAGIC_AT, message.limit() - MAGIC_AT));
        if ((int) crc.getValue() != message.getInt(CRC_AT)) {
            throw new CorruptBatchException("the CRC of a message does not match its bytes");
        }
        return codec(message.get(ATTRIBUTES_AT));
    }

    private void unpack(Compression codec, ByteBuffer wrapper, Passage passage)
            throws CorruptBatchException {
        byte magic = wrapper.get(MAGIC_AT);
        wrapper.position(fieldsAt(magic));
        field(wrapper, "key");
        ByteBuffer packed = field(wrapper, "value");
        if (packed == null) {
            throw new CorruptBatchException("a compressed message has no value");
        }
        if (codec == Compression.SNAPPY) {
            SnappyFrames.check(packed, unpackedBytesMax);
        }
        try (InputStream stream = codec.decompress(packed, magic, codecBuffers)) {
            byte[] prefix = stream.readNBytes(PREFIX_BYTES);
            while (prefix.length > 0) {
                passage.take(inner(stream, prefix));
                prefix = stream.readNBytes(PREFIX_BYTES);
            }
        } catch (IOException | RuntimeException e) {
            throw new CorruptBatchException("cannot decompress as " + codec, e);
        }
    }

    private ByteBuffer inner(InputStream stream, byte[] prefix)
            throws IOException, CorruptBatchException {
        if (prefix.length < PREFIX_BYTES) {
            throw new CorruptBatchException("a compressed message set ends inside a message");
        }
        int messageBytes = messageBytes(ByteBuffer.wrap(prefix).getInt(Long.BYTES));
        if (messageBytes > unpackedBytesMax) {
            throw tooMuch();
        }
        // Grows with what comes, so that a length alone takes no memory.
        byte[] rest = stream.readNBytes(messageBytes - PREFIX_BYTES);
        if (rest.length < messageBytes - PREFIX_BYTES) {
            throw new CorruptBatchException("a compressed message set ends inside a message");
        }
        ByteBuffer message = ByteBuffer.allocate(messageBytes).put(prefix).put(rest).flip();
        if (check(message) != Compression.NONE) {
            throw new CorruptBatchException("a compressed message holds another one");
        }
        return message;
    }

    private CorruptBatchException tooMuch() {
        return new CorruptBatchException(
                "the message sets unpack to more than "
                        + unpackedBytesMax
                        + " bytes: send smaller sets");
    }

    private static int fieldsAt(byte magic) {
        return magic == 0 ? TIMESTAMP_AT : TIMESTAMP_AT + Long.BYTES;
    }

    private static @Nullable ByteBuffer field(ByteBuffer message, String what)
            throws CorruptBatchException {
        if (message.remaining() < Integer.BYTES) {
            throw new CorruptBatchException("a message has no " + what);
        }
        int length = message.getInt();
        if (length < -1 || length > message.remaining()) {
            throw new CorruptBatchException(
                    what + " length " + length + " goes beyond the message");
        }
        if (length < 0) {
            return null;
        }
        ByteBuffer bytes = message.slice(message.position(), length);
        message.position(message.position() + length);
        return bytes;
    }

    /** From one set into its batch. */
    private final class Passage {
        private final BatchWriter batch;
        private final long nowMs;

        Passage(BatchWriter batch, long nowMs) {
            this.batch = batch;
            this.nowMs = nowMs;
        }

        void take(ByteBuffer message) throws CorruptBatchException {
            unpackedBytes += message.limit();
            if (unpackedBytes > unpackedBytesMax) {
                throw tooMuch();
            }
            byte magic = message.get(MAGIC_AT);
            message.position(fieldsAt(magic));
            long timestampMs = magic == 0 ? nowMs : message.getLong(TIMESTAMP_AT);
            ByteBuffer key = field(message, "key");
            ByteBuffer value = field(message, "value");
            if (message.hasRemaining()) {
                throw new CorruptBatchException(
                        "a message ends " + message.remaining() + " bytes before its length says");
            }
            batch.append(timestampMs, key, value, List.of());
        }
    }
}
