package io.taffrail.bench.subscribers;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a server's bytes into WebSocket frames, which come unmasked and whole (RFC 6455, 5.2). Keeps
 * the beginning of a frame until the rest has come.
 */
final class FrameAssembler {

    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;

    private static final int FIN = 0x80;
    private static final int OPCODE_MASK = 0x0f;
    private static final int LENGTH_MASK = 0x7f;
    private static final int LENGTH_IN_2 = 126;
    private static final int LENGTH_IN_8 = 127;
    private static final byte[] NOTHING = {};

    private byte[] kept = NOTHING;
    private int keptLength;

    interface Frames {
        void frame(int opcode, byte[] bytes, int from, int to);
    }

    /** Takes everything between position and limit. */
    void read(ByteBuffer received, Frames frames) {
        int arrived = received.remaining();
        if (kept.length < keptLength + arrived) {
            kept = Arrays.copyOf(kept, keptLength + arrived);
        }
        received.get(kept, keptLength, arrived);
        keptLength += arrived;
        int at = 0;
        for (int end = endOfFrame(at); end >= 0; end = endOfFrame(at)) {
            if ((kept[at] & FIN) == 0) {
                throw new IllegalStateException("a frame came in parts, which no gateway sends");
            }
            frames.frame(kept[at] & OPCODE_MASK, kept, at + headerBytes(at), end);
            at = end;
        }
        keptLength -= at;
        // A thousand idle sockets are to cost nothing.
        kept = keptLength == 0 ? NOTHING : Arrays.copyOfRange(kept, at, at + keptLength);
    }

    /** Where the frame at that place ends, or -1 when it has not come yet. */
    private int endOfFrame(int at) {
        int there = keptLength - at;
        if (there < 2 || there < headerBytes(at)) {
            return -1;
        }
        long end = at + headerBytes(at) + payloadBytes(at);
        return end <= keptLength ? (int) end : -1;
    }

    private int headerBytes(int at) {
        return switch (kept[at + 1] & LENGTH_MASK) {
            case LENGTH_IN_2 -> 4;
            case LENGTH_IN_8 -> 10;
            default -> 2;
        };
    }

    private long payloadBytes(int at) {
        ByteBuffer header = ByteBuffer.wrap(kept, at, keptLength - at);
        return switch (kept[at + 1] & LENGTH_MASK) {
            case LENGTH_IN_2 -> header.getShort(at + 2) & 0xffffL;
            case LENGTH_IN_8 -> header.getLong(at + 2);
            default -> kept[at + 1] & LENGTH_MASK;
        };
    }
}
