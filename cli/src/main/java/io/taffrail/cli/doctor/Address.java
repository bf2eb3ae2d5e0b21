package io.taffrail.cli.doctor;

import io.taffrail.cli.Taffrail;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;

/** A host and a port, as they were typed or as a node told them. */
record Address(String host, int port) {

    private static final int TIMEOUT_MS = 3_000;

    /**
     * @throws Taffrail.Failure when it is not written as HOST:PORT
     */
    static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        boolean isWhole = colon > 0 && port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65_535;
        if (!isWhole) {
            throw new Taffrail.Failure(
                    "'" + text + "' is no address of a broker: write it as HOST:PORT");
        }
        String host = text.substring(0, colon);
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        return new Address(
                isBracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
    }

    InetAddress resolve() throws UnknownHostException {
        return InetAddress.getByName(host);
    }

    /** A connection on which nothing waits for longer than 3 s; the caller closes it. */
    Socket connect() throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(resolve(), port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
