package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that keeps what the server says until the test asks for it, frame by frame. */
final class SocketProbe implements WebSocket.Listener, AutoCloseable {

    private static final int WAIT_S = 10;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<ByteBuffer> binaries = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final java.io.ByteArrayOutputStream binary = new java.io.ByteArrayOutputStream();
    private volatile String reason = "";
    private @Nullable WebSocket socket;

    /** Connects; the subprotocols are offered in that order. */
    static SocketProbe open(MemoryGateway gateway, String path, String... subprotocols) {
        var probe = new SocketProbe();
        var builder = CLIENT.newWebSocketBuilder();
        if (subprotocols.length > 0) {
            String[] more = java.util.Arrays.copyOfRange(subprotocols, 1, subprotocols.length);
            builder.subprotocols(subprotocols[0], more);
        }
        probe.socket = builder.buildAsync(gateway.socketUri(path), probe).join();
        return probe;
    }

    WebSocket socket() {
        return java.util.Objects.requireNonNull(socket);
    }

    void say(String frame) {
        socket().sendText(frame, true).join();
    }

    /** The next text frame, which must come. */
    String hear() throws InterruptedException {
        String frame = texts.poll(WAIT_S, TimeUnit.SECONDS);
        assertThat(frame).as("a frame within %d s, unless closed: %s", WAIT_S, closed).isNotNull();
        return frame;
    }

    /** The next text frame of that type; those before it are passed over. */
    String hear(String type) throws InterruptedException {
        String frame = hear();
        while (!frame.contains("\"type\":\"" + type + "\"")) {
            frame = hear();
        }
        return frame;
    }

    /** Says ping and makes sure that nothing came before its answer. */
    void hearsNothingMore() throws InterruptedException {
        say("{\"type\":\"ping\",\"id\":\"fence\"}");
        assertThat(hear()).isEqualTo("{\"type\":\"pong\",\"id\":\"fence\"}");
    }

    ByteBuffer hearBinary() throws InterruptedException {
        ByteBuffer frame = binaries.poll(WAIT_S, TimeUnit.SECONDS);
        assertThat(frame).as("a binary frame within %d s", WAIT_S).isNotNull();
        return frame;
    }

    String hearPong() throws InterruptedException {
        return String.valueOf(pongs.poll(WAIT_S, TimeUnit.SECONDS));
    }

    int closeCode() {
        return closed.orTimeout(WAIT_S, TimeUnit.SECONDS).join();
    }

    String closeReason() {
        closeCode();
        return reason;
    }

    boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
        text.append(part);
        if (isLast) {
            texts.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean isLast) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        binary.writeBytes(bytes);
        if (isLast) {
            binaries.add(ByteBuffer.wrap(binary.toByteArray()));
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        pongs.add(java.nio.charset.StandardCharsets.UTF_8.decode(message).toString());
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String why) {
        reason = why;
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket().abort();
    }
}
