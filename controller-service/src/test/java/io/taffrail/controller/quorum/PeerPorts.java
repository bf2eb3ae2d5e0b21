package io.taffrail.controller.quorum;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that a peer keeps while it is away. Below those that the system gives to connections, and
 * apart from those of the process that runs other tests meanwhile: nobody else takes them.
 */
final class PeerPorts {

    private static final int SPAN = 500;
    private static final int FIRST = 27_000 + SPAN * Integer.getInteger("test.fork", 0);
    private static final AtomicInteger NEXT = new AtomicInteger();

    private PeerPorts() {}

    static int next() {
        for (int i = 0; i < SPAN; i++) {
            int port = FIRST + NEXT.getAndIncrement() % SPAN;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free from " + FIRST + " on");
    }

    /** A peer that was closed lets its port go a moment later; one that finds it taken ends us. */
    static void awaitFree(int port) {
        await().until(() -> isFree(port));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
