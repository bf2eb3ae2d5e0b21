package io.taffrail.protocol.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.taffrail.protocol.wire.Api;
import io.taffrail.protocol.wire.ApiCatalog;
import io.taffrail.protocol.wire.FrameWriter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a node. It first asks which versions the node speaks and then uses the highest
 * that both know, so that nodes of two releases understand each other. Owned by its event loop.
 */
final class NodeConnection extends ChannelInboundHandlerAdapter {

    private static final String SOFTWARE_NAME = "taffrail";
    private static final String SOFTWARE_VERSION = "0.1.0";
    private static final short ASKING_VERSION = 3;

    private final NodeAddress address;
    private final ClientConfig config;
    private final Supplier<String> clientId;
    private final EventLoop loop;
    private final Consumer<NodeConnection> onClose;

    private final Deque<Waiting> inFlight = new ArrayDeque<>();
    private final Deque<Waiting> beforeVersions = new ArrayDeque<>();
    private @Nullable Channel channel;
    private @Nullable Map<Short, Short> highestVersions;
    private int nextCorrelationId;
    private boolean closed;
    private String whyClosed = "is gone";

    private static final class Waiting {
        final Api api;
        final ApiMessage request;
        final CompletableFuture<ApiMessage> answer;
        final int wantedVersion;
        final long timeoutMs;
        final boolean isAnswered;
        short version;
        int correlationId;
        @Nullable ScheduledFuture<?> timeout;

        Waiting(
                Api api,
                ApiMessage request,
                CompletableFuture<ApiMessage> answer,
                int wantedVersion,
                long timeoutMs,
                boolean isAnswered) {
            this.isAnswered = isAnswered;
            this.wantedVersion = wantedVersion;
            this.api = api;
            this.request = request;
            this.answer = answer;
            this.timeoutMs = timeoutMs;
        }
    }

    NodeConnection(
            NodeAddress address,
            ClientConfig config,
            Supplier<String> clientId,
            EventLoop loop,
            Consumer<NodeConnection> onClose) {
        this.address = address;
        this.config = config;
        this.clientId = clientId;
        this.loop = loop;
        this.onClose = onClose;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        if (closed) {
            context.close();
            return;
        }
        var request =
                new ApiVersionsRequestData()
                        .setClientSoftwareName(SOFTWARE_NAME)
                        .setClientSoftwareVersion(SOFTWARE_VERSION);
        var answer = new CompletableFuture<ApiMessage>();
        var asking =
                new Waiting(
                        ApiCatalog.get(ApiKeys.API_VERSIONS.id),
                        request,
                        answer,
                        ASKING_VERSION,
                        config.requestTimeoutMs(),
                        true);
        transmit(asking, ASKING_VERSION);
        answer.whenComplete((response, failure) -> {
            if (failure == null) {
                onVersions((ApiVersionsResponseData) response);
            }
        });
    }

    private void onVersions(ApiVersionsResponseData response) {
        Map<Short, Short> versions = new HashMap<>();
        for (var api : response.apiKeys()) {
            versions.put(api.apiKey(), api.maxVersion());
        }
        highestVersions = versions;
        while (!beforeVersions.isEmpty()) {
            send(beforeVersions.remove());
        }
    }

    /** Any thread. The future fails with {@link NodeUnavailable} when no answer comes. */
    void send(
            ApiMessage request,
            int wantedVersion,
            long timeoutMs,
            CompletableFuture<ApiMessage> answer) {
        var api = ApiCatalog.get(request.apiKey());
        enqueue(new Waiting(api, request, answer, wantedVersion, timeoutMs, true));
    }

    /**
     * Sends what the node does not answer. Any thread. The future completes with the request itself
     * once its last byte was written.
     */
    void sendUnanswered(ApiMessage request, long timeoutMs, CompletableFuture<ApiMessage> written) {
        var api = ApiCatalog.get(request.apiKey());
        enqueue(new Waiting(api, request, written, NodeClient.HIGHEST_COMMON, timeoutMs, false));
    }

    private void enqueue(Waiting waiting) {
        if (loop.inEventLoop()) {
            send(waiting);
        } else {
            try {
                loop.execute(() -> send(waiting));
            } catch (RejectedExecutionException stopped) {
                waiting.answer.completeExceptionally(unavailable(NodeClient.CLOSED, stopped));
            }
        }
    }

    private void send(Waiting waiting) {
        if (closed) {
            waiting.answer.completeExceptionally(unavailable(whyClosed, null));
        } else if (inFlight.size() + beforeVersions.size() >= config.inFlightMax()) {
            waiting.answer.completeExceptionally(
                    unavailable("has " + config.inFlightMax() + " unanswered requests", null));
        } else if (highestVersions == null) {
            // A node that hangs still takes connections: its kernel does.
            waiting.timeout = timer(waiting);
            beforeVersions.add(waiting);
        } else {
            Short highest = highestVersions.get(waiting.api.key());
            if (highest == null || highest < waiting.wantedVersion) {
                waiting.answer.completeExceptionally(
                        unavailable("does not answer " + waiting.api.name(), null));
            } else if (waiting.wantedVersion == NodeClient.HIGHEST_COMMON) {
                transmit(
                        waiting,
                        (short) Math.min(highest, waiting.request.highestSupportedVersion()));
            } else {
                transmit(waiting, (short) waiting.wantedVersion);
            }
        }
    }

    private void transmit(Waiting waiting, short version) {
        Channel open = Objects.requireNonNull(channel, "a request before the connection");
        waiting.version = version;
        waiting.correlationId = nextCorrelationId++;
        List<Object> parts;
        try {
            parts =
                    FrameWriter.request(
                            open.alloc(),
                            waiting.api,
                            version,
                            waiting.correlationId,
                            clientId.get(),
                            waiting.request);
        } catch (RuntimeException failure) {
            waiting.answer.completeExceptionally(failure);
            return;
        }
        if (waiting.timeout != null) {
            waiting.timeout.cancel(false);
        }
        waiting.timeout = timer(waiting);
        ChannelPromise lastWritten = open.voidPromise();
        if (waiting.isAnswered) {
            inFlight.add(waiting);
        } else {
            lastWritten = open.newPromise();
            lastWritten.addListener(done -> onWritten(waiting, done.isSuccess(), done.cause()));
        }
        int last = parts.size() - 1;
        for (int i = 0; i < last; i++) {
            open.write(parts.get(i), open.voidPromise());
        }
        open.writeAndFlush(parts.get(last), lastWritten);
    }

    private void onWritten(Waiting waiting, boolean isSuccess, @Nullable Throwable cause) {
        if (waiting.timeout != null) {
            waiting.timeout.cancel(false);
        }
        if (isSuccess) {
            waiting.answer.complete(waiting.request);
        } else {
            waiting.answer.completeExceptionally(unavailable("did not take the request", cause));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf frame = (ByteBuf) message;
        // The answer outlives the frame, and its record bytes are slices of this copy.
        ByteBuffer bytes = ByteBuffer.allocate(frame.readableBytes());
        frame.readBytes(bytes);
        frame.release();
        bytes.flip();
        Waiting waiting = inFlight.poll();
        if (waiting == null) {
            fail("answered a request that nobody sent", null);
            return;
        }
        if (waiting.timeout != null) {
            waiting.timeout.cancel(false);
        }
        ApiMessage response;
        try {
            var accessor = new ByteBufferAccessor(bytes);
            var header =
                    new ResponseHeaderData(
                            accessor, waiting.api.responseHeaderVersion(waiting.version));
            if (header.correlationId() != waiting.correlationId) {
                throw new IllegalStateException(
                        "answer "
                                + header.correlationId()
                                + " came in the place of "
                                + waiting.correlationId);
            }
            response = waiting.api.newResponse().get();
            response.read(accessor, waiting.version);
        } catch (RuntimeException failure) {
            var unreadable = unavailable("sent an answer that cannot be read", failure);
            waiting.answer.completeExceptionally(unreadable);
            fail("sent an answer that cannot be read", failure);
            return;
        }
        waiting.answer.complete(response);
    }

    private ScheduledFuture<?> timer(Waiting waiting) {
        return loop.schedule(() -> onTimeout(waiting), waiting.timeoutMs, TimeUnit.MILLISECONDS);
    }

    private void onTimeout(Waiting waiting) {
        if (!waiting.answer.isDone()) {
            String missed = waiting.isAnswered ? "did not answer " : "did not take ";
            fail(missed + waiting.api.name() + " in " + waiting.timeoutMs + " ms", null);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail("closed the connection", null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail("failed: " + cause.getMessage(), cause);
    }

    /** Any thread. */
    void closeBecause(String reason, @Nullable Throwable cause) {
        loop.execute(() -> fail(reason, cause));
    }

    /** Ends the connection: everything that waits fails with the reason. On the event loop. */
    private void fail(String reason, @Nullable Throwable cause) {
        if (closed) {
            return;
        }
        closed = true;
        whyClosed = reason;
        onClose.accept(this);
        if (channel != null) {
            channel.close();
        }
        NodeUnavailable unavailable = unavailable(reason, cause);
        failAll(inFlight, unavailable);
        failAll(beforeVersions, unavailable);
    }

    private static void failAll(Deque<Waiting> all, NodeUnavailable unavailable) {
        for (Waiting waiting = all.poll(); waiting != null; waiting = all.poll()) {
            if (waiting.timeout != null) {
                waiting.timeout.cancel(false);
            }
            waiting.answer.completeExceptionally(unavailable);
        }
    }

    private NodeUnavailable unavailable(String reason, @Nullable Throwable cause) {
        return new NodeUnavailable("node " + address + " " + reason, cause);
    }
}
