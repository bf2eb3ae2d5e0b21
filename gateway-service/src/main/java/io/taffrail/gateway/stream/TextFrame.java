package io.taffrail.gateway.stream;

import io.taffrail.gateway.json.JsonBytes;

/**
 * The header of an unfragmented WebSocket text or binary frame from a server (RFC 6455, section
 * 5.2). Servers do not mask, so one frame's bytes serve every socket.
 */
public final class TextFrame {

    /** FIN and opcode, a length of 127, and eight bytes of length. */
    public static final int HEADER_BYTES_MAX = 10;

    private static final int FIN_TEXT = 0x81;
    private static final int FIN_BINARY = 0x82;
    private static final int SHORT_MAX = 125;
    private static final int MEDIUM_MAX = 0xffff;

    private TextFrame() {}

    /**
     * Writes the header for the payload that follows the {@link #HEADER_BYTES_MAX} bytes reserved
     * at {@code at}, and closes what is left of the gap.
     */
    public static void close(JsonBytes out, int at) {
        int length = out.size() - at - HEADER_BYTES_MAX;
        int headerBytes = headerBytes(length);
        out.remove(at, HEADER_BYTES_MAX - headerBytes);
        write(out, at, length);
    }

    public static int headerBytes(int length) {
        return length <= SHORT_MAX ? 2 : length <= MEDIUM_MAX ? 4 : HEADER_BYTES_MAX;
    }

    /** Writes the header of a payload of that length to bytes that were reserved for it. */
    public static void write(JsonBytes out, int at, int length) {
        write(out, at, FIN_TEXT, length);
    }

    /** The same for a binary frame. */
    public static void writeBinary(JsonBytes out, int at, int length) {
        write(out, at, FIN_BINARY, length);
    }

    private static void write(JsonBytes out, int at, int firstByte, int length) {
        out.put(at, firstByte);
        if (length <= SHORT_MAX) {
            out.put(at + 1, length);
        } else if (length <= MEDIUM_MAX) {
            out.put(at + 1, 126);
            out.put(at + 2, length >>> 8);
            out.put(at + 3, length);
        } else {
            out.put(at + 1, 127);
            for (int i = 0; i < 8; i++) {
                out.put(at + 2 + i, i < 4 ? 0 : length >>> (8 * (7 - i)));
            }
        }
    }
}
