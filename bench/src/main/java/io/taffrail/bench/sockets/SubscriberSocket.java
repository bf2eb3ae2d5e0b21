package io.taffrail.bench.sockets;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One WebSocket that has only to listen. It upgrades while blocking, and is read without blocking
 * afterwards. It answers no ping: the run is shorter than the two that a server waits for.
 */
final class SubscriberSocket {

    private static final String ACCEPTED = "HTTP/1.1 101";
    private static final int RESPONSE_BYTES_MAX = 4096;

    private final SocketChannel channel;
    private final FrameCounter counter;
    private boolean isOpen = true;

    private SubscriberSocket(SocketChannel channel, FrameCounter counter) {
        this.channel = channel;
        this.counter = counter;
    }

    static SubscriberSocket connect(InetSocketAddress server, String path, byte mark)
            throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        String request =
                "GET "
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + server.getHostString()
                        + ":"
                        + server.getPort()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        String head = readHead(channel);
        if (!head.startsWith(ACCEPTED)) {
            channel.close();
            throw new IOException(
                    path + " was not upgraded: " + head.lines().findFirst().orElse(""));
        }
        channel.configureBlocking(false);
        return new SubscriberSocket(channel, new FrameCounter(mark));
    }

    /** Byte by byte, so that frames which follow the head at once are left for the counter. */
    private static String readHead(SocketChannel channel) throws IOException {
        var head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.length() < RESPONSE_BYTES_MAX && channel.read(one.clear()) == 1) {
            head.append((char) one.get(0));
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    SocketChannel channel() {
        return channel;
    }

    /** Reads what is there. Returns the number of records that were in it. */
    long read(ByteBuffer buffer) throws IOException {
        long before = counter.records();
        int bytes = channel.read(buffer.clear());
        while (bytes > 0) {
            counter.read(buffer.flip());
            // A full buffer says that there may be more; the selector tells of it next time.
            bytes = buffer.limit() == buffer.capacity() ? channel.read(buffer.clear()) : 0;
        }
        if (bytes < 0 || counter.isClosed()) {
            isOpen = false;
            channel.close();
        }
        return counter.records() - before;
    }

    boolean isOpen() {
        return isOpen;
    }

    long records() {
        return counter.records();
    }

    long bytes() {
        return counter.bytes();
    }
}
