package io.taffrail.controller.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and hands on what each side says, until it holds everything back: then the
 * connections stay open, new ones are taken, and nobody hears anything, as from a process that
 * hangs.
 */
final class HeldRelay implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean isHeld;

    HeldRelay(int serverPort) throws IOException {
        this.serverPort = serverPort;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    int accepted() {
        return accepted.get();
    }

    void hold() {
        isHeld = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                accepted.incrementAndGet();
                var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.addAll(List.of(client, server));
                Thread.ofVirtual().start(() -> copy(client, server));
                Thread.ofVirtual().start(() -> copy(server, client));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8_192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (!isHeld) {
                    out.write(bytes, 0, read);
                }
            }
        } catch (IOException closed) {
            // One side has ended; the other is closed with the relay.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket each : sockets) {
            each.close();
        }
    }
}
