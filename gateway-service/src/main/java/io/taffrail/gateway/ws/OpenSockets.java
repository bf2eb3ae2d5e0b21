package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.JsonBytes;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** All sockets of this gateway: counts them, asks for signs of life, and says goodbye to them. */
public final class OpenSockets {

    private static final int RECONNECT_AFTER_MS = 2000;
    private static final long FAREWELL_MS_MAX = 1_000;

    private final SocketLimits limits;
    private final Map<Socket, Session> sockets = new ConcurrentHashMap<>();
    private volatile boolean isClosing;
    private long ticks;

    public OpenSockets(SocketLimits limits) {
        this.limits = limits;
    }

    void opened(Socket socket, Session session) {
        sockets.put(socket, session);
        if (isClosing) {
            var _ = farewell(socket);
        }
    }

    void closed(Socket socket) {
        Session session = sockets.remove(socket);
        if (session != null) {
            session.closed();
        }
    }

    public int count() {
        return sockets.size();
    }

    boolean isFull() {
        return sockets.size() >= limits.socketsMax();
    }

    /** Called once a second by one thread, which no slow socket may hold up. */
    public void tick() {
        ticks++;
        boolean isPingDue = ticks % Math.max(1, limits.pingMs() / 1000) == 0;
        for (Socket socket : sockets.keySet()) {
            if (socket.isClosed()) {
                closed(socket);
            } else if (socket.silentMs() > limits.silenceMsMax()) {
                // It answered no ping, so a farewell would only block.
                socket.disconnect();
                closed(socket);
            } else if (isPingDue) {
                Thread.ofVirtual().start(socket::ping);
            }
        }
    }

    /**
     * Tells every client to come back later, also those that come now, and hangs up. Returns when
     * all are told, or after a moment: one that does not read holds nobody up.
     */
    public void closeAll() {
        isClosing = true;
        CompletableFuture.allOf(
                        sockets.keySet().stream()
                                .map(this::farewell)
                                .toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, FAREWELL_MS_MAX, TimeUnit.MILLISECONDS)
                .join();
    }

    private CompletableFuture<?> farewell(Socket socket) {
        var told = new CompletableFuture<Void>();
        Thread.ofVirtual()
                .name("farewell")
                .start(() -> {
                    try {
                        JsonBytes farewell = Answers.goingAway(RECONNECT_AFTER_MS);
                        socket.send(farewell);
                    } catch (IOException e) {
                        // It is gone already.
                    }
                    socket.close(CloseCode.GOING_AWAY, "the gateway stops");
                    closed(socket);
                    told.complete(null);
                });
        return told;
    }
}
