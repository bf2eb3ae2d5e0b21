package io.taffrail.gateway.ws;

import java.io.IOException;

/**
 * The way to the client. Writing blocks while the client does not read, and fails when it has not
 * read for too long.
 */
interface SocketOutput {

    void write(byte[] bytes, int from, int length) throws IOException;

    void flush() throws IOException;

    /** Ends the connection at once; any thread may call, more than once. */
    void disconnect();
}
