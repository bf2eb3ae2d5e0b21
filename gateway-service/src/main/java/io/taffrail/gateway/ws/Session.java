package io.taffrail.gateway.ws;

/** What a socket is for: handles its messages, one at a time, on the socket's input thread. */
interface Session {

    /** The socket is open. */
    void opened();

    void text(byte[] bytes, int from, int to);

    /** The socket is gone; what the session runs must end. */
    void closed();
}
