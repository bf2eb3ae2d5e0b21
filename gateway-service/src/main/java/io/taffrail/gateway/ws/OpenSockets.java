package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.JsonBytes;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All sockets of this gateway: counts them, asks for signs of life, and says goodbye to them. */
public final class OpenSockets {

    private static final int RECONNECT_AFTER_MS = 2000;

    private final SocketLimits limits;
    private final Map<Socket, Session> sockets = new ConcurrentHashMap<>();
    private long ticks;

    public OpenSockets(SocketLimits limits) {
        this.limits = limits;
    }

    void opened(Socket socket, Session session) {
        sockets.put(socket, session);
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

    /** Tells every client to come back later, and hangs up. */
    public void closeAll() {
        for (Socket socket : sockets.keySet()) {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            JsonBytes farewell = Answers.goingAway(RECONNECT_AFTER_MS);
                            socket.send(farewell);
                        } catch (IOException e) {
                            // It is gone already.
                        }
                        socket.close(CloseCode.GOING_AWAY, "the gateway stops");
                        closed(socket);
                    });
        }
    }
}
