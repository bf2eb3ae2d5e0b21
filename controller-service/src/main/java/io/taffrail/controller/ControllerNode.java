package io.taffrail.controller;

import io.taffrail.controller.api.ControllerHandlers;
import io.taffrail.controller.balance.BalanceWatch;
import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.liveness.NodeWatch;
import io.taffrail.controller.quorum.EntryFeed;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRouter;
import io.taffrail.protocol.server.ApiVersionsHandler;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.server.ServerConfig;
import io.taffrail.protocol.server.WireServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller, put together from its parts: the log, the watch over nodes, and the handlers that
 * others reach it by. Its loop owns the watch; the log's own thread owns the image.
 */
public final class ControllerNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerNode.class);

    private final ControllerConfig config;
    private final MetadataLog log;
    private final Loop loop;
    private final Clock clock;
    private final NodeWatch watch;
    private final List<ApiHandler> handlers;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private @Nullable WireServer server;

    /**
     * @param log not yet started
     * @param loop for this controller alone
     * @param more what it answers beside what controllers always do
     */
    public ControllerNode(
            ControllerConfig config,
            MetadataLog log,
            Loop loop,
            Clock clock,
            List<ApiHandler> more) {
        this.config = config;
        this.log = log;
        this.loop = loop;
        this.clock = clock;
        var feed = new EntryFeed(config.followedEventsMax());
        this.watch = new NodeWatch(log, loop, clock, config.sessionTimeoutMs());
        log.listen(feed);
        log.listen(watch);
        log.listen(new BalanceWatch(log, loop, config.brokerDefaults()));
        log.listen(new Founding());
        List<ApiHandler> all =
                new ArrayList<>(
                        ControllerHandlers.of(
                                log, feed, watch, loop, clock, config.brokerDefaults()));
        all.addAll(more);
        this.handlers = List.copyOf(all);
    }

    /**
     * Recovers the log, joins the quorum, and listens unless another service of the process does.
     */
    public void start() throws IOException {
        log.start();
        if (config.port() != ControllerConfig.NO_LISTENER) {
            var router = new ApiRouter().add(handlers);
            router.add(
                    List.of(
                            new ApiVersionsHandler(
                                    router, () -> ApiVersionsHandler.Features.of(log.image()))));
            server =
                    WireServer.start(
                            ServerConfig.on(config.host(), config.port()),
                            router,
                            clock,
                            RequestObserver.NONE);
            LOG.info("controller listens on {}:{}", config.host(), port());
        }
    }

    /** Completes when the cluster has an id: when a controller, not always this one, has led. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** What the controller answers, for a listener that it shares with other services. */
    public List<ApiHandler> handlers() {
        return handlers;
    }

    public MetadataImage image() {
        return log.image();
    }

    public boolean isLeader() {
        return log.isLeader();
    }

    /** The port that it listens on, or {@link ControllerConfig#NO_LISTENER}. */
    public int port() {
        WireServer listening = server;
        return listening == null ? ControllerConfig.NO_LISTENER : listening.port();
    }

    /** Another one leads before this one is gone, so that nobody has to miss it. */
    @Override
    public void close() throws IOException {
        watch.retire();
        log.resign();
        if (server != null) {
            server.close();
        }
        log.close();
        loop.close();
    }

    /** Gives a new cluster its id, as soon as somebody leads who can. */
    private final class Founding implements MetadataLog.Listener {

        @Override
        public void onApplied(MetadataEntry entry, MetadataImage before, MetadataImage after) {
            check(after);
        }

        @Override
        public void onSnapshot(MetadataImage image) {
            check(image);
        }

        @Override
        public void onLeadership(boolean isLeader) {
            if (isLeader && log.image().clusterId().isEmpty()) {
                loop.execute(this::found);
            }
        }

        private void found() {
            log.propose(new CreateCluster(), "Controller").thenAccept(this::onFounded);
        }

        private void onFounded(CommandReply reply) {
            if (reply instanceof Refused refused) {
                LOG.warn("the cluster has no id yet: {}", refused.rejected().message());
            }
        }

        private void check(MetadataImage image) {
            if (!image.clusterId().isEmpty() && !ready.isDone()) {
                ready.complete(null);
            }
        }
    }
}
