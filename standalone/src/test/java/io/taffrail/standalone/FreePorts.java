package io.taffrail.standalone;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for nodes that are told theirs before they start. Below those that the system gives to
 * connections and to whoever listens on port 0, and apart from those of the process that runs other
 * tests meanwhile: nobody else takes them in between.
 */
public final class FreePorts {

    private static final int SPAN = 500;
    private static final int FIRST = 29_000 + SPAN * Integer.getInteger("test.fork", 0);
    private static final AtomicInteger NEXT = new AtomicInteger();

    private FreePorts() {}

    /** A port that was given to nobody in this process for as long as there are others. */
    public static int next() {
        for (int i = 0; i < SPAN; i++) {
            int port = FIRST + NEXT.getAndIncrement() % SPAN;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free from " + FIRST + " on");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
