package io.taffrail.protocol.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.wire.FrameReader;
import io.taffrail.protocol.wire.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener for the Kafka wire; or several, which share their loops and their bounds, and differ
 * in their addresses and in the name that requests carry of them.
 */
public final class WireServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WireServer.class);
    private static final int LISTEN_BACKLOG = 1024;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final EventLoopGroup group;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final RequestMemory memory;
    private final ServerConfig config;
    private final RequestParser parser;
    private final Clock clock;
    private final RequestObserver observer;

    /** In the order in which they were opened. */
    private final List<Channel> listeners = new CopyOnWriteArrayList<>();

    private volatile boolean closing;

    private WireServer(
            ServerConfig config, ApiRouter router, Clock clock, RequestObserver observer) {
        this.group = Transport.group(config.ioThreads(), "kafka-io");
        this.memory = new RequestMemory(config.totalBytesMax());
        this.config = config;
        this.parser = new RequestParser(router, config.controlRequestBytesMax());
        this.clock = clock;
        this.observer = observer;
    }

    /**
     * @throws IOException when the address cannot be listened on; the message names it
     */
    public static WireServer start(
            ServerConfig config, ApiRouter router, Clock clock, RequestObserver observer)
            throws IOException {
        var server = new WireServer(config, router, clock, observer);
        server.listen(Endpoint.KAFKA, config.host(), config.port());
        return server;
    }

    /**
     * Opens one more listener for the same requests. When it fails, all are closed.
     *
     * @param name what requests that come in by it carry, for those that tell addresses
     * @param port 0 takes a free one
     * @return the port that it listens on
     * @throws IOException when the address cannot be listened on; the message names it
     */
    public int listen(String name, String host, int port) throws IOException {
        var bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(Transport.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, LISTEN_BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        accept(channel, name);
                                    }
                                });
        var binding = bootstrap.bind(new InetSocketAddress(host, port)).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            close();
            throw new IOException(
                    "cannot listen on "
                            + host
                            + ":"
                            + port
                            + ": "
                            + binding.cause().getMessage()
                            + "; stop what holds it, or choose another port",
                    binding.cause());
        }
        listeners.add(binding.channel());
        int boundPort = portOf(binding.channel());
        String warning = NetworkWarning.of(name, host, boundPort, NetworkWarning.OF_KAFKA);
        if (warning != null) {
            LOG.warn(warning);
        }
        return boundPort;
    }

    private void accept(Channel channel, String listener) {
        if (connections.size() >= config.connectionsMax()) {
            LOG.warn(
                    "closing a new connection: {} are open, and connectionsMax is {}",
                    connections.size(),
                    config.connectionsMax());
            channel.close();
            return;
        }
        connections.add(channel);
        if (closing) {
            // Accepted while the server went down: nobody else would close it any more.
            channel.close();
            return;
        }
        observer.onConnected();
        channel.closeFuture().addListener(future -> observer.onDisconnected());
        channel.pipeline()
                .addLast(new IdleStateHandler(0, 0, config.idleMsMax(), TimeUnit.MILLISECONDS))
                .addLast(new FrameReader(RequestParser.HEADER_BYTES_MIN, config.requestBytesMax()))
                .addLast(
                        new Connection(channel, listener, parser, config, memory, clock, observer));
    }

    /** The port that the first listener has, also when it was asked for any. */
    public int port() {
        return portOf(listeners.getFirst());
    }

    private static int portOf(Channel listener) {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public int connectionCount() {
        return connections.size();
    }

    /** Bytes of requests that are not answered yet. */
    public long heldRequestBytes() {
        return memory.heldBytes();
    }

    /** Stops accepting, closes the connections, and waits until their loops have ended. */
    @Override
    public void close() {
        closing = true;
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        connections.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
