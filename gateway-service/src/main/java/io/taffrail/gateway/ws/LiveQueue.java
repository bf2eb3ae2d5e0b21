package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.JsonBytes;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Frames for a client of the dashboard, from threads that wait for nobody. What waits has a bound: a
 * client that lets it be passed is told to come back (1013) as soon as it reads again, and gets
 * nothing more. Any thread; one at a time writes.
 */
final class LiveQueue {

    /** The first frame may be larger. */
    private static final long WAITING_BYTES_MAX = 4L << 20;

    private static final int WAITING_MAX = 1_000;
    private static final byte[] NOTHING = {};

    private final Socket socket;

    // With the queue's lock.
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean isWriting;
    private boolean isTooSlow;

    /**
     * @param data shared with other sockets, and left as it is
     */
    private record Frame(JsonBytes head, byte[] data, JsonBytes tail) {
        int bytes() {
            return head.size() + data.length + tail.size();
        }
    }

    LiveQueue(Socket socket) {
        this.socket = socket;
    }

    void send(JsonBytes whole) {
        send(whole, NOTHING, new JsonBytes(0));
    }

    synchronized void send(JsonBytes head, byte[] data, JsonBytes tail) {
        if (isTooSlow) {
            return;
        }
        boolean isFull = waitingBytes > WAITING_BYTES_MAX || waiting.size() >= WAITING_MAX;
        if (isFull) {
            isTooSlow = true;
            waiting.clear();
            return;
        }
        var frame = new Frame(head, data, tail);
        waiting.add(frame);
        waitingBytes += frame.bytes();
        if (!isWriting) {
            isWriting = true;
            Thread.ofVirtual().name("live-output").start(this::write);
        }
    }

    private void write() {
        try {
            for (Frame frame = next(); frame != null; frame = next()) {
                socket.sendLater(frame.head(), frame.data(), 0, frame.data().length, frame.tail());
                socket.flush();
                written(frame);
            }
        } catch (IOException e) {
            socket.disconnect();
        }
    }

    private synchronized void written(Frame frame) {
        waitingBytes -= frame.bytes();
    }

    private @Nullable Frame next() {
        synchronized (this) {
            Frame frame = waiting.poll();
            if (frame != null) {
                return frame;
            }
            isWriting = false;
            if (!isTooSlow) {
                return null;
            }
        }
        socket.close(
                CloseCode.TRY_AGAIN_LATER, "the dashboard did not read: connect again to go on");
        return null;
    }
}
