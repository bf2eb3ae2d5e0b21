package io.taffrail.protocol.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.wire.FrameWriter;
import io.taffrail.protocol.wire.MalformedFrame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Requests are handed on as they come, and answered in the order in which they came.
 * Reading stops while too much is unanswered, here or on the whole listener, or while the client
 * does not read its answers: a client that pipelines without end waits on its own socket.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    // Connected and not accepted yet: longer, when all of the process is held.
    private static final long ACCEPT_NS_MAX = 1_000_000_000;

    private final Channel channel;
    private final String listener;
    private final RequestParser parser;
    private final ServerConfig config;
    private final RequestMemory memory;
    private final Clock clock;
    private final RequestObserver observer;

    private final Deque<Exchange> unanswered = new ArrayDeque<>();
    private int unansweredBytes;
    private boolean waitsForMemory;
    private boolean refused;
    private boolean hasAnswered;
    private long sentAfterNs;

    Connection(
            Channel channel,
            String listener,
            RequestParser parser,
            ServerConfig config,
            RequestMemory memory,
            Clock clock,
            RequestObserver observer) {
        this.channel = channel;
        this.listener = listener;
        this.parser = parser;
        this.config = config;
        this.memory = memory;
        this.clock = clock;
        this.observer = observer;
        this.sentAfterNs = clock.nanoTime() - ACCEPT_NS_MAX;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf frame = (ByteBuf) message;
        if (refused) {
            frame.release();
            return;
        }
        RequestParser.Parsed parsed;
        try {
            parsed = parser.parse(frame);
        } catch (MalformedFrame e) {
            frame.release();
            throw e;
        }
        var exchange =
                new Exchange(
                        this,
                        parsed.api(),
                        parsed.version(),
                        parsed.correlationId(),
                        parsed.clientId(),
                        parsed.request(),
                        frame,
                        clock.nanoTime());
        unanswered.add(exchange);
        unansweredBytes += exchange.frameBytes();
        memory.take(exchange.frameBytes());
        exchange.attempt(() -> parsed.handler().handle(exchange));
        regulateReading();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        onAnswered();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        for (Exchange exchange : unanswered) {
            release(exchange);
        }
        unanswered.clear();
        unansweredBytes = 0;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && unanswered.isEmpty()) {
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case MalformedFrame malformed -> refuse(malformed.getMessage());
            case IOException gone -> channel.close();
            default -> {
                LOG.error("connection of {} failed", peer(), cause);
                channel.close();
            }
        }
    }

    /** Closes the connection with one line in the log. Any thread. */
    void refuse(@Nullable String why) {
        onLoop(() -> {
            if (!refused) {
                refused = true;
                observer.onRefused();
                LOG.info("closing the connection of {}: {}", peer(), why);
                channel.close();
            }
        });
    }

    /**
     * Runs it on the event loop, at once when this is it. Nobody waits for an answer once the
     * listener has closed; thrown at whoever gives one, the refusal would look like a bug of his.
     */
    void onLoop(Runnable task) {
        if (executor().inEventLoop()) {
            task.run();
            return;
        }
        try {
            executor().execute(task);
        } catch (RejectedExecutionException closed) {
            LOG.debug("the listener of {} has closed", peer(), closed);
        }
    }

    /** Sends what can be sent: an answer is there, or room for one. On the event loop. */
    void onAnswered() {
        writeAnswers();
        channel.flush();
        regulateReading();
    }

    private void writeAnswers() {
        while (!unanswered.isEmpty() && unanswered.peek().isDone() && channel.isWritable()) {
            Exchange exchange = unanswered.remove();
            ApiMessage response = exchange.response();
            if (response != null) {
                write(exchange, response);
                noteAnswer();
            }
            observer.onAnswered(exchange.api(), clock.nanoTime() - exchange.receivedNs());
            unansweredBytes -= exchange.frameBytes();
            release(exchange);
            if (exchange.isLast()) {
                endAfterAnswers();
                return;
            }
        }
    }

    private void noteAnswer() {
        if (!hasAnswered) {
            hasAnswered = true;
            sentAfterNs = clock.nanoTime();
        }
    }

    private void endAfterAnswers() {
        refused = true;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void write(Exchange exchange, ApiMessage response) {
        List<Object> parts;
        try {
            parts =
                    FrameWriter.response(
                            channel.alloc(),
                            exchange.api(),
                            exchange.version(),
                            exchange.correlationId(),
                            response);
        } catch (RuntimeException failure) {
            LOG.error(
                    "the answer to {} v{} cannot be written",
                    exchange.api().name(),
                    exchange.version(),
                    failure);
            refuse("an answer could not be written");
            return;
        }
        for (Object part : parts) {
            channel.write(part, channel.voidPromise());
        }
    }

    private void release(Exchange exchange) {
        ReferenceCountUtil.release(exchange.frame());
        memory.giveBack(exchange.frameBytes());
    }

    private void regulateReading() {
        boolean hasRoom =
                unansweredBytes < config.connectionBytesMax()
                        && unanswered.size() < config.connectionRequestsMax()
                        && channel.isWritable();
        boolean memoryHasRoom = !memory.isExhausted();
        channel.config().setAutoRead(hasRoom && memoryHasRoom);
        if (hasRoom && !memoryHasRoom && !waitsForMemory && channel.isActive()) {
            waitsForMemory = true;
            memory.whenRoom(() -> onLoop(this::onMemoryHasRoom));
        }
    }

    private void onMemoryHasRoom() {
        waitsForMemory = false;
        regulateReading();
    }

    EventExecutor executor() {
        return channel.eventLoop();
    }

    /** What is read from now on was not sent before that. On the event loop. */
    long sentAfterNs() {
        return sentAfterNs;
    }

    boolean isActive() {
        return channel.isActive();
    }

    void onClose(Runnable action) {
        channel.closeFuture().addListener(future -> action.run());
    }

    String listener() {
        return listener;
    }

    InetSocketAddress peer() {
        return (InetSocketAddress) channel.remoteAddress();
    }

    InetSocketAddress local() {
        return (InetSocketAddress) channel.localAddress();
    }
}
