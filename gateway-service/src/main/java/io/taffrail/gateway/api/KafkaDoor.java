package io.taffrail.gateway.api;

import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.legacy.LegacyVersions;
import io.taffrail.protocol.link.ControllerLink;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRouter;
import io.taffrail.protocol.server.ApiVersionsHandler;
import io.taffrail.protocol.server.FurtherListener;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.server.ServerConfig;
import io.taffrail.protocol.server.SharedListener;
import io.taffrail.protocol.server.WireServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where Kafka's clients reach this gateway. It opens a listener when the gateway knows its cluster,
 * for clients take an answer without nodes for the truth; or it joins the listener of a broker in
 * the same process; or there is none, and then the gateway coordinates nothing.
 */
public final class KafkaDoor implements AutoCloseable {

    private final KafkaDoorConfig config;
    private final List<ApiHandler> coordinators;
    private final @Nullable SharedListener shared;
    private final Clock clock;
    private final RequestObserver observer;
    private volatile @Nullable WireServer server;
    private volatile List<Endpoint> endpoints = List.of();

    /**
     * @param coordinators what the gateway's coordinators answer; they say that they are loading
     *     until they are not
     * @param shared the listener of another role of this process, or null
     * @param observer told of the requests of a listener of its own
     */
    public KafkaDoor(
            KafkaDoorConfig config,
            List<ApiHandler> coordinators,
            @Nullable SharedListener shared,
            Clock clock,
            RequestObserver observer) {
        this.config = config;
        this.coordinators = List.copyOf(coordinators);
        this.shared = shared;
        this.clock = clock;
        this.observer = observer;
        if (shared != null) {
            shared.bring(this.coordinators);
        }
    }

    /**
     * Opens once the link knows the cluster, which is before the gateway registers.
     *
     * @return completes when it is known what to register; fails when the port cannot be had
     */
    public CompletableFuture<Void> open(ControllerLink link) {
        if (shared != null) {
            return shared.opened().thenAccept(at -> endpoints = at);
        }
        if (!config.isWanted()) {
            return CompletableFuture.completedFuture(null);
        }
        return link.discover().thenAccept(clusterId -> listen(link));
    }

    private void listen(ControllerLink link) {
        var router = new ApiRouter();
        router.add(
                List.of(
                        new ApiVersionsHandler(
                                router, () -> ApiVersionsHandler.Features.of(link.image()))));
        Map<String, String> properties = config.brokerProperties();
        router.add(
                LegacyVersions.before(
                        GatewayHandlers.all(
                                config.nodeId(),
                                link,
                                image -> new EffectiveConfigs(image, config.nodeId(), properties),
                                coordinators),
                        clock));
        try {
            WireServer listening =
                    WireServer.start(
                            ServerConfig.on(config.host(), config.port()), router, clock, observer);
            server = listening;
            int port = config.advertisedPort() == 0 ? listening.port() : config.advertisedPort();
            List<Endpoint> all = new ArrayList<>();
            all.add(new Endpoint(Endpoint.KAFKA, config.advertisedHost(), port));
            for (FurtherListener further : config.furtherListeners()) {
                int boundPort = listening.listen(further.name(), further.host(), further.port());
                all.add(further.endpoint(boundPort));
            }
            endpoints = List.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What to register; nothing before it is open, and where there is none. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public void close() {
        WireServer listening = server;
        if (listening != null) {
            listening.close();
        }
    }
}
