package io.taffrail.protocol.legacy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client from before KIP-896, which writes its requests by hand. */
final class OldClient implements AutoCloseable {

    private static final int CORRELATION_ID = 99;

    private final Socket socket;
    private final DataInputStream in;

    /** The fields of a request, after its header. */
    interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    OldClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
    }

    void send(int key, int version, Body body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(key);
        out.writeShort(version);
        out.writeInt(CORRELATION_ID);
        text(out, "old");
        body.writeTo(out);
        var frame = new ByteArrayOutputStream();
        new DataOutputStream(frame).writeInt(bytes.size());
        bytes.writeTo(frame);
        socket.getOutputStream().write(frame.toByteArray());
    }

    /** An answer, after its correlation id. */
    ByteBuffer receive() throws IOException {
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        ByteBuffer answer = ByteBuffer.wrap(body);
        if (answer.getInt() != CORRELATION_ID) {
            throw new IOException("the answer is to another request");
        }
        return answer;
    }

    boolean isClosedByPeer() throws IOException {
        try {
            return in.read() == -1;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    static void text(DataOutputStream out, String text) throws IOException {
        out.writeShort(text.length());
        out.writeBytes(text);
    }

    static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
