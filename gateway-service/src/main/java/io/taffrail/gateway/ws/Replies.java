package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.produce.AwaitedDeliveries;
import io.taffrail.gateway.produce.NewRecord;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The answers to what a socket produces, in the order in which it asked, written by a thread of
 * their own: the one that learns of a delivery must not wait for a client to read. Bounded: when
 * too many are due, the socket's input waits.
 */
final class Replies {

    private static final int DUE_MAX = 1024;

    private final Socket socket;
    private final ArrayBlockingQueue<Reply> due = new ArrayBlockingQueue<>(DUE_MAX);
    private final Thread writer;

    private record Reply(String id, List<NewRecord> records, AwaitedDeliveries deliveries) {}

    Replies(Socket socket) {
        this.socket = socket;
        this.writer = Thread.ofVirtual().name("replies").start(this::run);
    }

    void add(String id, List<NewRecord> records, AwaitedDeliveries deliveries) {
        try {
            due.put(new Reply(id, records, deliveries));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        writer.interrupt();
    }

    private void run() {
        try {
            while (true) {
                Reply reply = due.take();
                reply.deliveries().await();
                JsonBytes frame = Answers.produced(reply.id(), reply.records(), reply.deliveries());
                socket.send(frame);
            }
        } catch (IOException | InterruptedException e) {
            // The socket is gone; what it sent is written all the same.
            due.clear();
        }
    }
}
