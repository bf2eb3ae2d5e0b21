package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends the bytes of frames as the test made them, right or wrong. */
final class RawSocket implements AutoCloseable {

    private static final int WAIT_MS = 10_000;
    private static final int CLOSE = 0x88;

    private final Socket connection;
    private final DataInputStream in;

    private RawSocket(Socket connection) throws IOException {
        this.connection = connection;
        this.in = new DataInputStream(connection.getInputStream());
    }

    static RawSocket open(MemoryGateway gateway, String path, String... headers)
            throws IOException {
        var raw = connect(gateway, path, headers);
        assertThat(raw.head()).startsWith("HTTP/1.1 101");
        return raw;
    }

    /** Sends the handshake and leaves its answer to be read by {@link #head}. */
    static RawSocket connect(MemoryGateway gateway, String path, String... headers)
            throws IOException {
        var connection = new Socket("localhost", gateway.port());
        connection.setSoTimeout(WAIT_MS);
        var raw = new RawSocket(connection);
        var request =
                new StringBuilder("GET " + path + " HTTP/1.1\r\n")
                        .append("Host: localhost:" + gateway.port() + "\r\n")
                        .append("Upgrade: websocket\r\nConnection: Upgrade\r\n")
                        .append("Sec-WebSocket-Version: 13\r\n")
                        .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        raw.send(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        return raw;
    }

    /** The status line and headers of the answer. */
    String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    void send(byte[] bytes) throws IOException {
        connection.getOutputStream().write(bytes);
        connection.getOutputStream().flush();
    }

    static byte[] text(String text) {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A frame masked with zeros, which leaves the payload as it is. */
    static byte[] frame(int first, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(header(first, payload.length));
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    static byte[] header(int first, int length) {
        var header = new ByteArrayOutputStream();
        header.write(first);
        if (length < 126) {
            header.write(0x80 | length);
        } else {
            header.write(0x80 | 126);
            header.write(length >>> 8);
            header.write(length);
        }
        header.writeBytes(new byte[4]);
        return header.toByteArray();
    }

    /** The payload of the next frame, whose first byte must be that one. */
    byte[] read(int first) throws IOException {
        assertThat(in.readUnsignedByte()).isEqualTo(first);
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        return in.readNBytes(length);
    }

    int closeCode() throws IOException {
        byte[] payload = read(CLOSE);
        return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
