package io.taffrail.gateway.ws;

import java.io.IOException;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Writes to Tomcat's connection, blocking up to its write timeout. */
final class ConnectionOutput implements SocketOutput {

    private final SocketWrapperBase<?> connection;

    ConnectionOutput(SocketWrapperBase<?> connection) {
        this.connection = connection;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        connection.write(true, bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
        connection.flush(true);
    }

    @Override
    public void disconnect() {
        connection.close();
    }
}
