package io.taffrail.controller.quorum;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What lies in one file of Ratis' segmented log: the word {@code RaftLog1}, then entries, each its
 * length (varint), so many bytes and the CRC-32C of both (four bytes, most significant first), then
 * zeros, since the file is made longer in advance.
 *
 * @param bytes the whole file
 * @param wholeBytes how much of it is header, whole entries and nothing behind them but zeros;
 *     where the first thing that is none of these begins, or the file's length
 */
record LogFile(byte[] bytes, int wholeBytes) {

    private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.UTF_8);
    private static final int CHECKSUM_BYTES = Integer.BYTES;
    private static final int LENGTH_BYTES_MAX = 5;
    private static final int NO_ENTRY = -1;

    /** What a disk writes whole or not at all. */
    private static final int SECTOR_BYTES = 512;

    static LogFile of(byte[] bytes) {
        int at = Math.min(HEADER.length, bytes.length);
        if (!Arrays.equals(bytes, 0, at, HEADER, 0, at)) {
            return new LogFile(bytes, isZero(bytes, 0, bytes.length) ? bytes.length : 0);
        }
        for (int end = at; end != NO_ENTRY; end = endOfEntry(bytes, at)) {
            at = end;
        }
        return new LogFile(bytes, isZero(bytes, at, bytes.length) ? bytes.length : at);
    }

    boolean isWhole() {
        return wholeBytes == bytes.length;
    }

    /**
     * Whether what is wrong is what a power loss leaves of a write that was not synced: some of its
     * sectors never reached the disk and are zero as before, and behind it nobody wrote anything.
     * An entry behind it says that its write had long been synced, so that this is damage.
     */
    boolean isTorn() {
        return !isWhole() && hasLostSector() && !hasEntryBehind() && !isOneBitOff();
    }

    /** Whether all that lies in one sector, of what is wrong, is zero. */
    private boolean hasLostSector() {
        int end = (int) Math.min(claimedEnd(), bytes.length);
        for (int from = wholeBytes; from < end; ) {
            int to = Math.min(end, (from / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (isZero(bytes, from, to)) {
                return true;
            }
            from = to;
        }
        return false;
    }

    /** Where the entry would end by its own length, if it has one. */
    private long claimedEnd() {
        var in = ByteBuffer.wrap(bytes, wholeBytes, bytes.length - wholeBytes);
        long length = varint(in);
        return length <= 0 ? bytes.length : in.position() + length + CHECKSUM_BYTES;
    }

    /** A flipped bit can make an entry's length reach into the zeros, which then look lost. */
    private boolean isOneBitOff() {
        byte[] other = bytes.clone();
        int lengthEnd = Math.min(bytes.length, wholeBytes + LENGTH_BYTES_MAX);
        for (int at = wholeBytes; at < lengthEnd; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                other[at] ^= (byte) (1 << bit);
                if (endOfEntry(other, wholeBytes) != NO_ENTRY) {
                    return true;
                }
                other[at] ^= (byte) (1 << bit);
            }
        }
        return false;
    }

    private boolean hasEntryBehind() {
        for (int at = wholeBytes + 1; at < bytes.length; at++) {
            if (endOfEntry(bytes, at) != NO_ENTRY) {
                return true;
            }
        }
        return false;
    }

    /** Where the entry that begins at a place ends, or NO_ENTRY if none that is whole does. */
    private static int endOfEntry(byte[] bytes, int at) {
        var in = ByteBuffer.wrap(bytes, at, bytes.length - at);
        long length = varint(in);
        if (length <= 0 || length > in.remaining() - CHECKSUM_BYTES) {
            return NO_ENTRY;
        }
        int end = in.position() + (int) length;
        var checksum = new CRC32C();
        checksum.update(bytes, at, end - at);
        return (int) checksum.getValue() == in.getInt(end) ? end + CHECKSUM_BYTES : NO_ENTRY;
    }

    /** -1 if there is none, or one that no entry has. */
    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Integer.SIZE && in.hasRemaining(); shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return -1;
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
