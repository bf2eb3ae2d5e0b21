package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.Utf8;
import java.util.Arrays;

/**
 * Takes a client's bytes as they come and finds the messages in them (RFC 6455, section 5):
 * unmasks, joins fragments, checks what must be checked. Memory is bounded by the largest message.
 * Owned by the thread that handles the socket's input.
 */
final class FrameReader {

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int CONTROL_BYTES_MAX = 125;
    private static final int MASK_BYTES = 4;
    private static final int KEEP_BYTES_MAX = 16 * 1024;

    /** Receives messages; ranges are valid during the call. */
    interface Messages {
        void text(byte[] bytes, int from, int to);

        void binary(byte[] bytes, int from, int to);

        void ping(byte[] payload);

        void pong();

        /**
         * @param code {@link CloseCode#NO_STATUS} when the client gave none
         */
        void close(int code);
    }

    private final int messageBytesMax;
    private final Messages messages;
    private byte[] input = new byte[1024];
    private int filled;
    private byte[] fragments = {};
    private int fragmentOpcode;

    FrameReader(int messageBytesMax, Messages messages) {
        this.messageBytesMax = messageBytesMax;
        this.messages = messages;
    }

    /** Takes the next bytes of the stream. */
    void feed(byte[] bytes, int from, int length) throws FrameException {
        if (input.length - filled < length) {
            input = Arrays.copyOf(input, Math.max(2 * input.length, filled + length));
        }
        System.arraycopy(bytes, from, input, filled, length);
        filled += length;
        int at = 0;
        for (int next = frame(at); next > at; next = frame(at)) {
            at = next;
        }
        System.arraycopy(input, at, input, 0, filled - at);
        filled -= at;
        if (filled == 0 && input.length > KEEP_BYTES_MAX) {
            input = new byte[1024];
        }
    }

    /** Handles the frame at that position; its end, or the position when it is not all there. */
    private int frame(int at) throws FrameException {
        int available = filled - at;
        if (available < 2) {
            return at;
        }
        int first = input[at];
        int second = input[at + 1];
        if ((first & RESERVED) != 0) {
            throw new FrameException(
                    CloseCode.PROTOCOL_ERROR, "a reserved bit is set and no extension is in use");
        }
        if ((second & MASKED) == 0) {
            throw new FrameException(CloseCode.PROTOCOL_ERROR, "a client's frame must be masked");
        }
        int lengthCode = second & 0x7f;
        int headerBytes = 2 + MASK_BYTES + (lengthCode == 126 ? 2 : lengthCode == 127 ? 8 : 0);
        if (available < headerBytes) {
            return at;
        }
        int opcode = first & OPCODE;
        boolean isFinal = (first & FIN) != 0;
        long length = length(lengthCode, at + 2);
        check(opcode, isFinal, length);
        if (available < headerBytes + length) {
            return at;
        }
        int from = at + headerBytes;
        int to = from + (int) length;
        unmask(from, to);
        handle(opcode, isFinal, from, to);
        return to;
    }

    private long length(int lengthCode, int at) {
        int bytes = lengthCode == 126 ? 2 : lengthCode == 127 ? 8 : 0;
        long length = bytes == 0 ? lengthCode : 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | input[at + i] & 0xff;
        }
        return length;
    }

    private void check(int opcode, boolean isFinal, long length) throws FrameException {
        boolean isControl = opcode >= CLOSE;
        if (isControl && (!isFinal || length > CONTROL_BYTES_MAX)) {
            throw new FrameException(
                    CloseCode.PROTOCOL_ERROR, "a control frame is fragmented or too long");
        }
        if (length < 0 || length + fragments.length > messageBytesMax) {
            throw new FrameException(
                    CloseCode.TOO_BIG, "a message may have " + messageBytesMax + " bytes");
        }
        boolean isKnown = opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
        if (!isKnown) {
            throw new FrameException(CloseCode.PROTOCOL_ERROR, "opcode " + opcode + " is unknown");
        }
        boolean isInFragments = fragmentOpcode != CONTINUATION;
        if (!isControl && isInFragments != (opcode == CONTINUATION)) {
            throw new FrameException(
                    CloseCode.PROTOCOL_ERROR,
                    isInFragments
                            ? "a message began before the one before it had ended"
                            : "a continuation has nothing to continue");
        }
    }

    private void unmask(int from, int to) {
        int maskAt = from - MASK_BYTES;
        for (int i = from; i < to; i++) {
            input[i] ^= input[maskAt + ((i - from) & 3)];
        }
    }

    private void handle(int opcode, boolean isFinal, int from, int to) throws FrameException {
        switch (opcode) {
            case CLOSE -> messages.close(closeCode(from, to));
            case PING -> messages.ping(Arrays.copyOfRange(input, from, to));
            case PONG -> messages.pong();
            default -> data(opcode, isFinal, from, to);
        }
    }

    private void data(int opcode, boolean isFinal, int from, int to) throws FrameException {
        if (isFinal && opcode != CONTINUATION) {
            deliver(opcode, input, from, to);
            return;
        }
        if (opcode != CONTINUATION) {
            fragmentOpcode = opcode;
        }
        int before = fragments.length;
        fragments = Arrays.copyOf(fragments, before + to - from);
        System.arraycopy(input, from, fragments, before, to - from);
        if (isFinal) {
            byte[] whole = fragments;
            int wholeOpcode = fragmentOpcode;
            fragments = new byte[0];
            fragmentOpcode = CONTINUATION;
            deliver(wholeOpcode, whole, 0, whole.length);
        }
    }

    private void deliver(int opcode, byte[] bytes, int from, int to) throws FrameException {
        if (opcode == BINARY) {
            messages.binary(bytes, from, to);
            return;
        }
        if (!Utf8.isValid(bytes, from, to)) {
            throw new FrameException(CloseCode.INVALID_UTF8, "a text message is not UTF-8");
        }
        messages.text(bytes, from, to);
    }

    private int closeCode(int from, int to) throws FrameException {
        if (to == from) {
            return CloseCode.NO_STATUS;
        }
        if (to - from == 1) {
            throw new FrameException(CloseCode.PROTOCOL_ERROR, "a close code has two bytes");
        }
        return (input[from] & 0xff) << 8 | input[from + 1] & 0xff;
    }
}
