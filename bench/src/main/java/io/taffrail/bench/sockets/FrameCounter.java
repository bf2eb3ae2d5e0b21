package io.taffrail.bench.sockets;

import java.nio.ByteBuffer;

/**
 * Counts the records in one socket's bytes: frame headers are read, payloads are searched for one
 * byte that each record's value has once and nothing else has. No JSON is parsed and no bytes are
 * kept, so a thousand of these cost less than the kernel's copies.
 */
final class FrameCounter {

    private static final int OPCODE_MASK = 0x0f;
    private static final int TEXT = 1;
    private static final int CONTINUATION = 0;
    private static final int CLOSE = 8;
    private static final int HEADER_BYTES_MAX = 10;

    private final byte mark;
    private final byte[] header = new byte[HEADER_BYTES_MAX];
    private int headerLength;
    private long payloadLeft;
    private boolean isCounted;
    private boolean isClosed;
    private long records;
    private long bytes;

    FrameCounter(byte mark) {
        this.mark = mark;
    }

    /** Takes everything between position and limit. */
    void read(ByteBuffer received) {
        bytes += received.remaining();
        while (received.hasRemaining()) {
            if (payloadLeft > 0) {
                skipPayload(received);
            } else {
                readHeader(received);
            }
        }
    }

    private void skipPayload(ByteBuffer received) {
        int from = received.position();
        int to = from + (int) Math.min(payloadLeft, received.remaining());
        if (isCounted) {
            int found = 0;
            for (int i = from; i < to; i++) {
                found += received.get(i) == mark ? 1 : 0;
            }
            records += found;
        }
        payloadLeft -= to - from;
        received.position(to);
    }

    private void readHeader(ByteBuffer received) {
        header[headerLength++] = received.get();
        if (headerLength < 2) {
            return;
        }
        int shortLength = header[1] & 0x7f;
        int length = shortLength < 126 ? 2 : shortLength == 126 ? 4 : HEADER_BYTES_MAX;
        if (headerLength < length) {
            return;
        }
        headerLength = 0;
        payloadLeft = length == 2 ? shortLength : 0;
        for (int i = 2; i < length; i++) {
            payloadLeft = payloadLeft << 8 | header[i] & 0xff;
        }
        int opcode = header[0] & OPCODE_MASK;
        isCounted = opcode == TEXT || opcode == CONTINUATION;
        isClosed |= opcode == CLOSE;
    }

    long records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    /** The server has said goodbye: what is missing will not come. */
    boolean isClosed() {
        return isClosed;
    }
}
