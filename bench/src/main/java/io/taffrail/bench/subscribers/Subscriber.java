package io.taffrail.bench.subscribers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket client that does as a good one should: it answers pings, keeps the token of the
 * last frame, and goes on at another gateway when its connection ends. Owned by the fleet's thread.
 */
final class Subscriber {

    private static final String ACCEPTED = "HTTP/1.1 101";
    private static final int HEAD_BYTES_MAX = 8_192;
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    private final int number;
    private final String topic;
    private final @Nullable String group;
    private final Listener listener;
    private final StringBuilder head = new StringBuilder();
    private final BitSet assigned = new BitSet();
    private FrameAssembler frames = new FrameAssembler();
    private @Nullable SocketChannel channel;
    private @Nullable String token;
    private boolean isOpen;
    private boolean isEnding;
    private boolean isRefused;
    private int gateway;

    /** Who takes note of what subscribers get. */
    interface Listener {

        void opened(Subscriber subscriber);

        void record(Subscriber subscriber, int partition, long offset, long id);

        void changed(Subscriber subscriber, int partition, boolean isAssigned);

        /** A frame that has no place in a good run. */
        void surprised(Subscriber subscriber, String frame);
    }

    /**
     * @param group null for one who reads alone
     */
    Subscriber(int number, String topic, @Nullable String group, Listener listener) {
        this.number = number;
        this.topic = topic;
        this.group = group;
        this.listener = listener;
    }

    int number() {
        return number;
    }

    boolean isMember() {
        return group != null;
    }

    int gateway() {
        return gateway;
    }

    /** Whether the gateway said that it cannot serve now, and not the connection ended. */
    boolean isRefused() {
        return isRefused;
    }

    boolean isOpen() {
        return isOpen;
    }

    void connect(Selector selector, int toGateway, InetSocketAddress address) throws IOException {
        gateway = toGateway;
        isOpen = false;
        isEnding = false;
        isRefused = false;
        head.setLength(0);
        frames = new FrameAssembler();
        SocketChannel opening = SocketChannel.open();
        channel = opening;
        opening.configureBlocking(false);
        opening.connect(address);
        opening.register(selector, SelectionKey.OP_CONNECT, this);
    }

    /** The connection is there: asks for the upgrade. */
    void connected(SelectionKey key) throws IOException {
        SocketChannel opening = (SocketChannel) key.channel();
        opening.finishConnect();
        String request =
                "GET "
                        + path()
                        + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n";
        opening.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        key.interestOps(SelectionKey.OP_READ);
    }

    private String path() {
        String known = token;
        if (group != null) {
            return "/topics/" + topic + "/ws?from=earliest&group=" + group;
        }
        return "/topics/"
                + topic
                + "/ws?batch=500&from="
                + (known == null
                        ? "earliest"
                        : URLEncoder.encode("resume:" + known, StandardCharsets.UTF_8));
    }

    /**
     * Reads what is there.
     *
     * @return false when the connection is over
     */
    boolean read(ByteBuffer buffer) throws IOException {
        SocketChannel reading = channel;
        if (reading == null || reading.read(buffer.clear()) < 0) {
            return false;
        }
        buffer.flip();
        if (!isOpen && !readHead(buffer)) {
            return true;
        }
        frames.read(buffer, this::frame);
        return !isEnding;
    }

    /** Whether the head of the answer is complete; what follows it is left in the buffer. */
    private boolean readHead(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            head.append((char) buffer.get());
            int length = head.length();
            if (length >= 4 && head.substring(length - 4).equals("\r\n\r\n")) {
                if (!head.toString().startsWith(ACCEPTED)) {
                    throw new IOException(head.toString().lines().findFirst().orElse(""));
                }
                isOpen = true;
                listener.opened(this);
                return true;
            }
            if (length > HEAD_BYTES_MAX) {
                throw new IOException("an answer without an end: " + head);
            }
        }
        return false;
    }

    private void frame(int opcode, byte[] bytes, int from, int to) {
        switch (opcode) {
            case FrameAssembler.PING -> pong();
            case FrameAssembler.CLOSE -> isEnding = true;
            case FrameAssembler.TEXT -> text(new FrameText(bytes, from, to));
            default -> listener.surprised(this, "opcode " + opcode);
        }
    }

    private void text(FrameText text) {
        switch (text.type()) {
            case "record" -> text.records((p, offset, id) -> listener.record(this, p, offset, id));
            case "records" -> {
                text.records((p, offset, id) -> listener.record(this, p, offset, id));
                token = text.resume();
            }
            case "assigned" -> text.partitions(partition -> change(partition, true));
            case "revoked" -> text.partitions(partition -> change(partition, false));
            case "caught_up" -> {}
            case "error", "going_away" -> {
                listener.surprised(this, text.toString());
                isRefused = text.type().equals("error");
                isEnding = true;
            }
            default -> listener.surprised(this, text.toString());
        }
    }

    private void change(int partition, boolean isAssigned) {
        if (assigned.get(partition) == isAssigned) {
            listener.surprised(
                    this, partition + (isAssigned ? " assigned" : " revoked") + " twice");
            return;
        }
        assigned.set(partition, isAssigned);
        listener.changed(this, partition, isAssigned);
    }

    private void pong() {
        SocketChannel writing = channel;
        try {
            if (writing != null) {
                writing.write(ByteBuffer.wrap(PONG));
            }
        } catch (IOException e) {
            isEnding = true;
        }
    }

    void close() {
        isOpen = false;
        assigned.stream().forEach(partition -> listener.changed(this, partition, false));
        assigned.clear();
        SocketChannel closing = channel;
        channel = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public String toString() {
        return (isMember() ? "member " : "subscriber ") + number + " at gateway " + (gateway + 1);
    }
}
