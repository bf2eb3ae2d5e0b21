package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.JsonBytes;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Frames from threads that must not wait for a client to read: they leave in the order in which
 * they came, since of two answers to one subscription a client believes the later. Any thread. A
 * client that reads none of a thousand is hung up on.
 */
final class NoticeQueue {

    private static final int WAITING_MAX = 1_000;

    private final Socket socket;
    private final ConcurrentLinkedQueue<JsonBytes> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    NoticeQueue(Socket socket) {
        this.socket = socket;
    }

    void send(JsonBytes frame) {
        waiting.add(frame);
        int before = count.getAndIncrement();
        if (before == 0) {
            Thread.ofVirtual().name("notices").start(this::sendAll);
        } else if (before == WAITING_MAX) {
            socket.disconnect();
        }
    }

    private void sendAll() {
        do {
            JsonBytes next = waiting.remove();
            try {
                socket.send(next);
            } catch (IOException e) {
                socket.disconnect();
            }
        } while (count.decrementAndGet() > 0);
    }
}
