package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.JsonBytes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Frames for a client of the dashboard, from threads that wait for nobody. What waits has a bound,
 * for each client and for all together: one that lets it be passed is told to come back (1013) as
 * soon as it reads again, and gets nothing more. Any thread; one at a time writes.
 */
final class LiveQueue {

    /** The first frame may be larger. */
    private static final long WAITING_BYTES_MAX = 4L << 20;

    /** When all clients together let so much wait, who lets anything wait is too slow. */
    static final long WAITING_BYTES_OF_ALL_MAX = 64L << 20;

    private static final int WAITING_MAX = 1_000;
    private static final byte[] NOTHING = {};

    private final Socket socket;
    private final AtomicLong waitingBytesOfAll;

    // With the queue's lock.
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean isWriting;
    private boolean isOver;

    /**
     * @param data shared with other sockets, and left as it is
     */
    private record Frame(JsonBytes head, byte[] data, JsonBytes tail) {
        int bytes() {
            return head.size() + data.length + tail.size();
        }
    }

    /**
     * @param waitingBytesOfAll what waits for all clients of the gateway
     */
    LiveQueue(Socket socket, AtomicLong waitingBytesOfAll) {
        this.socket = socket;
        this.waitingBytesOfAll = waitingBytesOfAll;
    }

    void send(JsonBytes whole) {
        send(whole, NOTHING, new JsonBytes(0));
    }

    synchronized void send(JsonBytes head, byte[] data, JsonBytes tail) {
        if (isOver) {
            return;
        }
        boolean isFull = waitingBytes > WAITING_BYTES_MAX || waiting.size() >= WAITING_MAX;
        boolean areAllFull = waitingBytes > 0 && waitingBytesOfAll.get() > WAITING_BYTES_OF_ALL_MAX;
        if (isFull || areAllFull) {
            isOver = true;
            waiting.forEach(this::forget);
            waiting.clear();
            return;
        }
        var frame = new Frame(head, data, tail);
        waiting.add(frame);
        waitingBytes += frame.bytes();
        waitingBytesOfAll.addAndGet(frame.bytes());
        if (!isWriting) {
            isWriting = true;
            Thread.ofVirtual().name("live-output").start(this::write);
        }
    }

    private synchronized void forget(Frame frame) {
        waitingBytes -= frame.bytes();
        waitingBytesOfAll.addAndGet(-frame.bytes());
    }

    private void write() {
        for (Frame frame = next(); frame != null; frame = next()) {
            try {
                socket.sendLater(frame.head(), frame.data(), 0, frame.data().length, frame.tail());
                socket.flush();
            } catch (IOException e) {
                end();
                socket.disconnect();
            } finally {
                forget(frame);
            }
        }
    }

    /** Nobody is there to read any more. */
    private synchronized void end() {
        isOver = true;
        waiting.forEach(this::forget);
        waiting.clear();
    }

    private @Nullable Frame next() {
        synchronized (this) {
            Frame frame = waiting.poll();
            if (frame != null) {
                return frame;
            }
            isWriting = false;
            if (!isOver) {
                return null;
            }
        }
        // Says nothing to one that is gone.
        socket.close(
                CloseCode.TRY_AGAIN_LATER, "the dashboard did not read: connect again to go on");
        return null;
    }
}
