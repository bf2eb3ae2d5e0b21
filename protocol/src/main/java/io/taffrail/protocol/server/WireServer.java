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
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.wire.FrameReader;
import io.taffrail.protocol.wire.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener for the Kafka wire. */
public final class WireServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WireServer.class);
    private static final int LISTEN_BACKLOG = 1024;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final EventLoopGroup group;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final RequestMemory memory;
    private final Channel listener;
    private volatile boolean closing;

    private WireServer(EventLoopGroup group, RequestMemory memory, Channel listener) {
        this.group = group;
        this.memory = memory;
        this.listener = listener;
    }

    /**
     * @throws IOException when the address cannot be listened on; the message names it
     */
    public static WireServer start(
            ServerConfig config, ApiRouter router, Clock clock, RequestObserver observer)
            throws IOException {
        EventLoopGroup group = Transport.group(config.ioThreads(), "kafka-io");
        var memory = new RequestMemory(config.totalBytesMax());
        var server = new WireServer[1];
        var parser = new RequestParser(router, config.controlRequestBytesMax());
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
                                        server[0].accept(channel, config, parser, clock, observer);
                                    }
                                });
        var bound = new WireServer(group, memory, bootstrap.register().channel());
        server[0] = bound;
        var address = new InetSocketAddress(config.host(), config.port());
        var binding = bound.listener.bind(address).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            bound.close();
            throw new IOException(
                    "cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + ": "
                            + binding.cause().getMessage()
                            + "; stop what holds it, or choose another port",
                    binding.cause());
        }
        return bound;
    }

    private void accept(
            Channel channel,
            ServerConfig config,
            RequestParser parser,
            Clock clock,
            RequestObserver observer) {
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
                .addLast(new Connection(channel, parser, config, memory, clock, observer));
    }

    /** The port that it listens on, also when it was asked for any. */
    public int port() {
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
        listener.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
