package io.taffrail.broker.storage;

import io.taffrail.kernel.fault.Invariant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
        return buffer.putInt(CRC_AT, checksum(buffer.flip()));
    }

    private static int checksum(ByteBuffer frame) {
        var crc = new CRC32C();
        crc.update(frame.slice(SIZE_AT, frame.limit() - SIZE_AT));
        return (int) crc.getValue();
    }

    /** How long the frame is of which these are the first bytes; -1 when they are not of one. */
    static int sizeFrom(ByteBuffer start) {
        boolean isFrame = start.limit() >= HEADER_BYTES && start.getInt(0) == MAGIC;
        int sizeBytes = isFrame ? start.getInt(SIZE_AT) : -1;
        return sizeBytes >= HEADER_BYTES ? sizeBytes : -1;
    }

    /** Whether this is a frame as it was written. */
    static boolean isWhole(ByteBuffer frame) {
        return frame.limit() == sizeFrom(frame) && frame.getInt(CRC_AT) == checksum(frame);
    }

    static Header headerOf(ByteBuffer frame) {
        return new Header(
                new UUID(frame.getLong(JOURNAL_AT), frame.getLong(JOURNAL_AT + 8)),
                frame.getLong(SEQUENCE_AT),
                frame.getLong(OLDEST_AT),
                frame.getInt(SIZE_AT));
    }

    /** What a whole frame says. */
    static List<Entry> entriesOf(ByteBuffer frame) {
        var entries = new ArrayList<Entry>();
        ByteBuffer rest = frame.slice(HEADER_BYTES, frame.limit() - HEADER_BYTES);
        while (rest.hasRemaining()) {
            byte kind = rest.get();
            if (kind == PADDING) {
                break;
            }
            var name = new byte[Short.toUnsignedInt(rest.getShort())];
            rest.get(name);
            String log = new String(name, StandardCharsets.UTF_8);
            entries.add(kind == FORGET ? new Entry.Forget(log) : tailOf(log, rest));
        }
        return entries;
    }

    private static Entry.Tail tailOf(String log, ByteBuffer rest) {
        long baseOffset = rest.getLong();
        long position = rest.getLong();
        int length = rest.getInt();
        ByteBuffer bytes = rest.slice(rest.position(), length);
        rest.position(rest.position() + length);
        return new Entry.Tail(log, baseOffset, position, bytes);
    }
}
