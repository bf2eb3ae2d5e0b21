package io.taffrail.protocol.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.taffrail.protocol.wire.FrameReader;
import io.taffrail.protocol.wire.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Sends requests to other nodes over the Kafka wire, with one connection for each address and
 * purpose. Safe for any thread; futures complete on an event loop, so what hangs on them must not
 * block.
 */
public final class NodeClient implements AutoCloseable {

    static final int HIGHEST_COMMON = -1;
    static final String CLOSED = "is not asked any more, since this node stops";
    private static final int RESPONSE_BYTES_MIN = 4;

    private final ClientConfig config;
    private final Supplier<String> clientId;
    private final EventLoopGroup group;
    private final ConcurrentHashMap<Lane, NodeConnection> connections = new ConcurrentHashMap<>();

    /** Every open socket; closes what is added once it was closed itself. */
    private final ChannelGroup sockets =
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    private volatile boolean isClosed;

    /**
     * Requests that wait long (a fetch) must not stand before those that do not (a produce), since
     * a node answers in order: each purpose has its own connection.
     */
    private record Lane(NodeAddress address, int lane) {}

    public NodeClient(ClientConfig config) {
        this(config, config::clientId);
    }

    /**
     * @param clientId what each request says of its sender from now on; called on event loops
     */
    public NodeClient(ClientConfig config, Supplier<String> clientId) {
        this.config = config;
        this.clientId = clientId;
        this.group = Transport.group(config.ioThreads(), config.clientId() + "-io");
    }

    /** Sends on the first lane, with the configured timeout. */
    public <T extends ApiMessage> CompletableFuture<T> send(
            NodeAddress address, ApiMessage request, Class<T> responseType) {
        return send(address, 0, request, config.requestTimeoutMs(), responseType);
    }

    /**
     * @param lane requests of one lane share a connection and are answered in their order
     * @param timeoutMs counted from the moment that the request is written, and as long before
     *     that, while the node has not yet said which versions it speaks
     * @return fails with {@link NodeUnavailable} when no answer came; an answer that carries error
     *     codes is a success here
     */
    public <T extends ApiMessage> CompletableFuture<T> send(
            NodeAddress address,
            int lane,
            ApiMessage request,
            long timeoutMs,
            Class<T> responseType) {
        return send(address, lane, request, HIGHEST_COMMON, timeoutMs, responseType);
    }

    /** Sends in that very version; fails when the node does not answer it. */
    public <T extends ApiMessage> CompletableFuture<T> sendExactly(
            NodeAddress address,
            int lane,
            ApiMessage request,
            short version,
            long timeoutMs,
            Class<T> responseType) {
        return send(address, lane, request, (int) version, timeoutMs, responseType);
    }

    private <T extends ApiMessage> CompletableFuture<T> send(
            NodeAddress address,
            int lane,
            ApiMessage request,
            int version,
            long timeoutMs,
            Class<T> responseType) {
        var answer = new CompletableFuture<ApiMessage>();
        if (isClosed) {
            answer.completeExceptionally(closed(address));
            return answer.thenApply(responseType::cast);
        }
        // Requests go into the connection's own queue at once, so that they keep their order even
        // while it is being opened.
        connections
                .computeIfAbsent(new Lane(address, lane), this::open)
                .send(request, version, timeoutMs, answer);
        return answer.thenApply(responseType::cast);
    }

    /**
     * Sends a request that the node does not answer: Produce with acks=0.
     *
     * @param timeoutMs how long the node may leave the request unread
     * @return completes once the request is written; whether the node did it, nobody learns
     */
    public CompletableFuture<Void> sendUnanswered(
            NodeAddress address, int lane, ApiMessage request, long timeoutMs) {
        if (isClosed) {
            return CompletableFuture.failedFuture(closed(address));
        }
        var written = new CompletableFuture<ApiMessage>();
        connections
                .computeIfAbsent(new Lane(address, lane), this::open)
                .sendUnanswered(request, timeoutMs, written);
        return written.thenAccept(sent -> {});
    }

    private static NodeUnavailable closed(NodeAddress address) {
        return new NodeUnavailable("node " + address + " " + CLOSED, null);
    }

    private NodeConnection open(Lane lane) {
        EventLoop loop = group.next();
        var connection =
                new NodeConnection(
                        lane.address(),
                        config,
                        clientId,
                        loop,
                        closed -> connections.remove(lane, closed));
        new Bootstrap()
                .group(loop)
                .channel(Transport.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, config.connectTimeoutMs())
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                sockets.add(channel);
                                channel.pipeline()
                                        .addLast(
                                                new FrameReader(
                                                        RESPONSE_BYTES_MIN,
                                                        config.responseBytesMax()))
                                        .addLast(connection);
                            }
                        })
                .connect(lane.address().host(), lane.address().port())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        connection.closeBecause("cannot be reached", done.cause());
                    }
                });
        return connection;
    }

    /**
     * Closes the connections, and waits until their loops have ended; whatever is asked from then
     * on fails at once. An event loop may end without closing its sockets, and for the node at the
     * other end this one would still be there.
     */
    @Override
    public void close() {
        isClosed = true;
        sockets.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
