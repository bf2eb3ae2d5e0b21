package io.taffrail.broker.storage;

import io.taffrail.kernel.fault.Invariant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * What the {@link Journal} writes and syncs at once: tails of logs, or the order to forget those of
 * one log. The layout is in {@code docs/formats/journal.md}; a frame begins at a multiple of {@link
 * #ALIGNMENT} and is padded to one, so that no write touches a sector of an earlier frame.
 */
final class JournalFrame {

    static final int ALIGNMENT = 4096;

    static final int HEADER_BYTES = 48;

    private static final int MAGIC = 0x54464A31;
    private static final int CRC_AT = 4;
    private static final int SIZE_AT = 8;
    private static final int JOURNAL_AT = 16;
    private static final int SEQUENCE_AT = 32;
    private static final int OLDEST_AT = 40;

    private static final byte PADDING = 0;
    private static final byte TAIL = 1;
    private static final byte FORGET = 2;

    /** What an entry takes besides its name and its bytes. */
    private static final int ENTRY_BYTES = 1 + 2 + 8 + 8 + 4;

    /**
     * Where a frame stands in its journal, as its first bytes tell.
     *
     * @param sequence one more than that of the frame before
     * @param oldest the frames from that one on counted when this one was written
     */
    record Header(UUID journal, long sequence, long oldest, int sizeBytes) {}

    /** What a frame says, in the order in which it was written. */
    sealed interface Entry {
        String log();

        /** These bytes belong there. They are the frame's own memory. */
        record Tail(String log, long segmentBaseOffset, long position, ByteBuffer bytes)
                implements Entry {}

        /** What earlier frames say of that log does not hold any more. */
        record Forget(String log) implements Entry {}
    }

    private final ByteBuffer buffer;

    /**
     * @param capacityBytes of the longest frame, a multiple of {@link #ALIGNMENT}
     */
    JournalFrame(int capacityBytes) {
        buffer = ByteBuffer.allocateDirect(capacityBytes);
    }

    /** How many bytes the tail takes in a frame. */
    static int sizeOf(LogTail tail) {
        return ENTRY_BYTES + nameOf(tail.log()).length + tail.bytes();
    }

    /** How long a frame with so many bytes of entries is. */
    static int sizeWith(int entryBytes) {
        return (HEADER_BYTES + entryBytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    void begin(UUID journal, long sequence, long oldest) {
        buffer.clear();
        buffer.putInt(MAGIC).putInt(0).putInt(0).putInt(0);
        buffer.putLong(journal.getMostSignificantBits());
        buffer.putLong(journal.getLeastSignificantBits());
        buffer.putLong(sequence).putLong(oldest);
    }

    /** Copies the tail's bytes from its segment. */
    void add(LogTail tail) throws IOException {
        putName(TAIL, tail.log());
        buffer.putLong(tail.segment().baseOffset()).putLong(tail.position()).putInt(tail.bytes());
        int end = buffer.position() + tail.bytes();
        buffer.limit(end);
        int read = tail.segment().file().read(buffer, tail.position());
        Invariant.check(
                read == tail.bytes(),
                "%d of the %d bytes at %d are there to be made durable",
                read,
                tail.bytes(),
                tail.position());
        buffer.limit(buffer.capacity()).position(end);
    }

    void forget(String log) {
        putName(FORGET, log);
    }

    private void putName(byte kind, String log) {
        byte[] name = nameOf(log);
        buffer.put(kind).putShort((short) name.length).put(name);
    }

    private static byte[] nameOf(String log) {
        return log.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The frame as it goes to the disk; valid until the next is begun. The checksum is over the
     * padding too, so that a frame of which the disk took all but that does not pass for whole.
     */
    ByteBuffer finished() {
        int sizeBytes = sizeWith(buffer.position() - HEADER_BYTES);
        while (buffer.position() < sizeBytes) {
            buffer.put(PADDING);
        }
        buffer.putInt(SIZE_AT, sizeBytes);
        buffer.putInt(CRC_AT, checksum(buffer.flip(), 0, sizeBytes));
        return buffer;
    }

    private static int checksum(ByteBuffer bytes, int at, int sizeBytes) {
        var crc = new CRC32C();
        crc.update(bytes.slice(at + SIZE_AT, sizeBytes - SIZE_AT));
        return (int) crc.getValue();
    }

    /** Whether a frame begins there that is as it was written. */
    static boolean isWholeAt(ByteBuffer bytes, int at) {
        if (bytes.limit() - at < HEADER_BYTES || bytes.getInt(at) != MAGIC) {
            return false;
        }
        int sizeBytes = bytes.getInt(at + SIZE_AT);
        return sizeBytes >= HEADER_BYTES
                && sizeBytes <= bytes.limit() - at
                && bytes.getInt(at + CRC_AT) == checksum(bytes, at, sizeBytes);
    }

    static Header headerAt(ByteBuffer bytes, int at) {
        return new Header(
                new UUID(bytes.getLong(at + JOURNAL_AT), bytes.getLong(at + JOURNAL_AT + 8)),
                bytes.getLong(at + SEQUENCE_AT),
                bytes.getLong(at + OLDEST_AT),
                bytes.getInt(at + SIZE_AT));
    }

    /** Tells each entry of a whole frame. */
    static void read(ByteBuffer bytes, int at, Consumer<Entry> found) {
        ByteBuffer frame = bytes.slice(at, bytes.getInt(at + SIZE_AT));
        frame.position(HEADER_BYTES);
        while (frame.hasRemaining()) {
            byte kind = frame.get();
            if (kind == PADDING) {
                return;
            }
            var name = new byte[Short.toUnsignedInt(frame.getShort())];
            frame.get(name);
            String log = new String(name, StandardCharsets.UTF_8);
            found.accept(kind == FORGET ? new Entry.Forget(log) : tailOf(log, frame));
        }
    }

    private static Entry.Tail tailOf(String log, ByteBuffer frame) {
        long baseOffset = frame.getLong();
        long position = frame.getLong();
        int length = frame.getInt();
        ByteBuffer bytes = frame.slice(frame.position(), length);
        frame.position(frame.position() + length);
        return new Entry.Tail(log, baseOffset, position, bytes);
    }
}
