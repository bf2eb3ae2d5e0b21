package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.stream.TextFrame;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One WebSocket: sends whole frames of several writers one after another, answers control frames,
 * and knows whether the client still lives. The lock orders the writers; it is held while a write
 * blocks, so signs of life only try for it.
 */
final class Socket {

    private static final int FIN_PING = 0x89;
    private static final int FIN_PONG = 0x8a;
    private static final int FIN_CLOSE = 0x88;
    private static final int REASON_BYTES_MAX = 123;
    private static final long GOODBYE_MS_MAX = 200;

    private final SocketOutput output;
    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile long lastHeardNs;
    private volatile boolean isClosed;

    Socket(SocketOutput output, Clock clock) {
        this.output = output;
        this.clock = clock;
        this.lastHeardNs = clock.nanoTime();
    }

    /** Sends one text frame. */
    void send(JsonBytes json) throws IOException {
        send(json.array(), json.size());
    }

    private void send(byte[] payload, int length) throws IOException {
        var header = new JsonBytes(TextFrame.HEADER_BYTES_MAX);
        TextFrame.write(header, header.reserve(TextFrame.headerBytes(length)), length);
        writing.lock();
        try {
            requireOpen();
            output.write(header.array(), 0, header.size());
            output.write(payload, 0, length);
            output.flush();
        } finally {
            writing.unlock();
        }
    }

    /** Sends one text frame in three parts and leaves the flush for later. */
    void sendLater(JsonBytes head, byte[] middle, int from, int length, JsonBytes tail)
            throws IOException {
        int payloadBytes = head.size() + length + tail.size();
        var header = new JsonBytes(TextFrame.HEADER_BYTES_MAX);
        TextFrame.write(header, header.reserve(TextFrame.headerBytes(payloadBytes)), payloadBytes);
        writing.lock();
        try {
            requireOpen();
            output.write(header.array(), 0, header.size());
            output.write(head.array(), 0, head.size());
            output.write(middle, from, length);
            output.write(tail.array(), 0, tail.size());
        } finally {
            writing.unlock();
        }
    }

    /** Sends one binary frame in two parts and leaves the flush for later. */
    void sendBinaryLater(JsonBytes head, byte[] bytes, int from, int length) throws IOException {
        int payloadBytes = head.size() + length;
        var header = new JsonBytes(TextFrame.HEADER_BYTES_MAX);
        int at = header.reserve(TextFrame.headerBytes(payloadBytes));
        TextFrame.writeBinary(header, at, payloadBytes);
        writing.lock();
        try {
            requireOpen();
            output.write(header.array(), 0, header.size());
            output.write(head.array(), 0, head.size());
            output.write(bytes, from, length);
        } finally {
            writing.unlock();
        }
    }

    /** Sends whole frames that were made before, and leaves the flush for later. */
    void sendFramesLater(byte[] frames, int from, int length) throws IOException {
        writing.lock();
        try {
            requireOpen();
            output.write(frames, from, length);
        } finally {
            writing.unlock();
        }
    }

    void flush() throws IOException {
        writing.lock();
        try {
            output.flush();
        } finally {
            writing.unlock();
        }
    }

    void pong(byte[] payload) throws IOException {
        writing.lock();
        try {
            control(FIN_PONG, payload);
        } finally {
            writing.unlock();
        }
    }

    /** Asks for a sign of life, unless a writer is at it: then the client is busy reading. */
    void ping() {
        if (writing.tryLock()) {
            try {
                control(FIN_PING, new byte[0]);
            } catch (IOException e) {
                disconnect();
            } finally {
                writing.unlock();
            }
        }
    }

    /** Says why and hangs up; says nothing when a blocked writer keeps the socket. */
    void close(int code, String reason) {
        if (isClosed) {
            return;
        }
        if (hasTurn()) {
            try {
                if (code == CloseCode.NO_STATUS) {
                    control(FIN_CLOSE, new byte[0]);
                } else {
                    control(FIN_CLOSE, closePayload(code, reason));
                }
            } catch (IOException e) {
                // It is going anyway.
            } finally {
                writing.unlock();
            }
        }
        disconnect();
    }

    /** A writer that is not blocked is done in no time, and its frame does not cost the reason. */
    private boolean hasTurn() {
        try {
            return writing.tryLock(GOODBYE_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return writing.tryLock();
        }
    }

    private void control(int firstByte, byte[] payload) throws IOException {
        requireOpen();
        byte[] frame = new byte[2 + payload.length];
        frame[0] = (byte) firstByte;
        frame[1] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 2, payload.length);
        output.write(frame, 0, frame.length);
        output.flush();
    }

    private static byte[] closePayload(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, REASON_BYTES_MAX);
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, length);
        return payload;
    }

    void disconnect() {
        isClosed = true;
        output.disconnect();
    }

    boolean isClosed() {
        return isClosed;
    }

    void heard() {
        lastHeardNs = clock.nanoTime();
    }

    long silentMs() {
        return (clock.nanoTime() - lastHeardNs) / 1_000_000;
    }

    private void requireOpen() throws IOException {
        if (isClosed) {
            throw new IOException("the socket is closed");
        }
    }
}
