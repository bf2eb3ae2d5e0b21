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

    private sealed interface Reply {}

    private record Outcome(String id, List<NewRecord> records, AwaitedDeliveries deliveries)
            implements Reply {}

    private record Ready(JsonBytes frame) implements Reply {}

    Replies(Socket socket) {
        this.socket = socket;
        this.writer = Thread.ofVirtual().name("replies").start(this::run);
    }

    void add(String id, List<NewRecord> records, AwaitedDeliveries deliveries) {
        add(new Outcome(id, records, deliveries));
    }

    /** Sends a frame once all that was asked before it is answered. */
    void add(JsonBytes frame) {
        add(new Ready(frame));
    }

    private void add(Reply reply) {
        try {
            due.put(reply);
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
                socket.send(frame(due.take()));
            }
        } catch (IOException | InterruptedException e) {
            // The socket is gone; what it sent is written all the same.
            due.clear();
        }
    }

    private static JsonBytes frame(Reply reply) throws InterruptedException {
        return switch (reply) {
            case Ready ready -> ready.frame();
            case Outcome outcome -> {
                outcome.deliveries().await();
                yield Answers.produced(outcome.id(), outcome.records(), outcome.deliveries());
            }
        };
    }
}
