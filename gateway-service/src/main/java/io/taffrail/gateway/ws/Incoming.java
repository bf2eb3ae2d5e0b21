package io.taffrail.gateway.ws;

import java.io.IOException;

/** Hands a socket's messages to its session, and answers those that are the protocol's own. */
final class Incoming implements FrameReader.Messages {

    private final Socket socket;
    private final Session session;

    Incoming(Socket socket, Session session) {
        this.socket = socket;
        this.session = session;
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        // What was read together with the frame that closed the socket no longer counts.
        if (!socket.isClosed()) {
            session.text(bytes, from, to);
        }
    }

    @Override
    public void binary(byte[] bytes, int from, int to) {
        socket.close(CloseCode.UNSUPPORTED_DATA, "a client sends text frames only");
    }

    @Override
    public void ping(byte[] payload) {
        try {
            socket.pong(payload);
        } catch (IOException e) {
            socket.disconnect();
        }
    }

    @Override
    public void pong() {
        // That something came is all that a pong says, and the socket has heard it.
    }

    @Override
    public void close(int code) {
        socket.close(code, "");
    }
}
