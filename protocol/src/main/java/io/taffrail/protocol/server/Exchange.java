package io.taffrail.protocol.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.taffrail.protocol.wire.Api;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and the place for its answer. The request's record bytes are slices of {@link
 * #frame()}: whoever needs them after the answer was given must retain the frame for as long.
 */
public final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Connection connection;
    private final Api api;
    private final short version;
    private final int correlationId;
    private final @Nullable String clientId;
    private final ApiMessage request;
    private final ByteBuf frame;
    private final int frameBytes;
    private final long receivedNs;
    private final long sentAfterNs;
    private final @Nullable Consumer<@Nullable ApiMessage> taker;
    private final AtomicBoolean answered = new AtomicBoolean();

    // One for an exchange and all that it is translated to: they end one connection.
    private final AtomicBoolean isLast;

    // Owned by the connection's event loop.
    private boolean done;
    private @Nullable ApiMessage response;

    Exchange(
            Connection connection,
            Api api,
            short version,
            int correlationId,
            @Nullable String clientId,
            ApiMessage request,
            ByteBuf frame,
            long receivedNs) {
        this(
                connection,
                api,
                version,
                correlationId,
                clientId,
                request,
                frame,
                receivedNs,
                null,
                new AtomicBoolean());
    }

    private Exchange(
            Connection connection,
            Api api,
            short version,
            int correlationId,
            @Nullable String clientId,
            ApiMessage request,
            ByteBuf frame,
            long receivedNs,
            @Nullable Consumer<@Nullable ApiMessage> taker,
            AtomicBoolean isLast) {
        this.connection = connection;
        this.api = api;
        this.version = version;
        this.correlationId = correlationId;
        this.clientId = clientId;
        this.request = request;
        this.frame = frame;
        this.frameBytes = frame.readableBytes();
        this.receivedNs = receivedNs;
        this.sentAfterNs = connection.sentAfterNs();
        this.taker = taker;
        this.isLast = isLast;
    }

    /**
     * The same exchange as somebody who speaks another version sees it. It may be made more than
     * once, as long as this one is not answered.
     *
     * @param taker gets the answer, or null for {@link #respondNothing}, on the event loop, and
     *     answers this exchange by it
     */
    public Exchange translated(
            short toVersion, ApiMessage toRequest, Consumer<@Nullable ApiMessage> taker) {
        return new Exchange(
                connection,
                api,
                toVersion,
                correlationId,
                clientId,
                toRequest,
                frame,
                receivedNs,
                taker,
                isLast);
    }

    /** The request, as the class that the handler's key stands for. */
    public <T extends ApiMessage> T request(Class<T> type) {
        return type.cast(request);
    }

    public Api api() {
        return api;
    }

    public short version() {
        return version;
    }

    public String clientId() {
        return clientId == null ? "" : clientId;
    }

    public InetSocketAddress peer() {
        return connection.peer();
    }

    /** The address on this node that the client connected to. */
    public InetSocketAddress local() {
        return connection.local();
    }

    /** The name of the listener that the client came in by (KIP-103). */
    public String listener() {
        return connection.listener();
    }

    public ByteBuf frame() {
        return frame;
    }

    /** The connection's event loop, for work that belongs to the connection. */
    public EventExecutor executor() {
        return connection.executor();
    }

    public long receivedNs() {
        return receivedNs;
    }

    /**
     * The request was not sent before that, by the monotonic clock, whatever it met on its way: its
     * client had an answer of this node by then, or has only just connected.
     */
    public long sentAfterNs() {
        return sentAfterNs;
    }

    /** Whether the client is still there to read an answer. */
    public boolean isConnected() {
        return connection.isActive();
    }

    /** Calls back once when the connection has closed. */
    public void onDisconnect(Runnable action) {
        connection.onClose(action);
    }

    /** Answers; the response leaves when all earlier requests of the connection have theirs. */
    public void respond(ApiMessage answer) {
        finish(answer);
    }

    /** Ends the request without an answer, as acks=0 wants it. */
    public void respondNothing() {
        finish(null);
    }

    /**
     * Answers, and closes the connection when the answer has left; what the client has sent since
     * is not read.
     */
    public void respondLast(ApiMessage answer) {
        isLast.set(true);
        finish(answer);
    }

    /**
     * Does work of this request. A failure closes the connection: unanswered, the client would wait
     * for its whole timeout. On the event loop.
     */
    public void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            LOG.error("{} v{} failed", api.name(), version, failure);
            refuse("the request could not be answered");
        }
    }

    /** Closes the connection: the request cannot be answered in a way the client understands. */
    public void refuse(String why) {
        connection.refuse(why);
    }

    private void finish(@Nullable ApiMessage answer) {
        if (!answered.compareAndSet(false, true)) {
            // A timeout and a completion may race; the first one counts.
            return;
        }
        connection.onLoop(() -> complete(answer));
    }

    private void complete(@Nullable ApiMessage answer) {
        if (taker != null) {
            handOver(answer, taker);
            return;
        }
        response = answer;
        done = true;
        connection.onAnswered();
    }

    private void handOver(@Nullable ApiMessage answer, Consumer<@Nullable ApiMessage> to) {
        if (!isConnected()) {
            return;
        }
        try {
            to.accept(answer);
        } catch (RuntimeException failure) {
            LOG.error("an answer to {} could not be translated", api.name(), failure);
            refuse("an answer could not be translated");
        }
    }

    boolean isDone() {
        return done;
    }

    boolean isLast() {
        return isLast.get();
    }

    @Nullable ApiMessage response() {
        return response;
    }

    int correlationId() {
        return correlationId;
    }

    int frameBytes() {
        return frameBytes;
    }
}
