package io.taffrail.gateway.app;

import io.taffrail.gateway.GatewayNode;
import io.taffrail.gateway.api.KafkaDoor;
import io.taffrail.gateway.coordinator.api.GroupCoordinator;
import io.taffrail.gateway.link.api.LinkedCluster;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.kernel.runtime.ThreadLoop;
import io.taffrail.protocol.client.ControllerAddresses;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.link.ControllerLink;
import io.taffrail.protocol.link.LinkConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;

/**
 * Links the gateway to the cluster when the application starts, and takes it out before what it
 * depends on stops.
 */
public final class GatewayLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayLifecycle.class);

    /** After the controller and the broker, before HTTP is served. */
    private static final int PHASE = 300;

    private static final int RETRY_MS = 200;
    private static final int LEAVE_MS = 2_000;
    private static final int MAILBOX_LIMIT = 10_000;
    private static final String HTTP = "HTTP";
    private static final int EXIT_CANNOT_START = 1;

    private final GatewayProperties properties;
    private final GatewayNode node;
    private final LinkedCluster cluster;
    private final KafkaDoor door;
    private final GroupCoordinator coordinator;
    private final ObjectProvider<ControllerAddresses> inThisProcess;
    private final Environment environment;
    private volatile @Nullable ControllerLink link;
    private volatile @Nullable Loop linkLoop;

    GatewayLifecycle(
            GatewayProperties properties,
            GatewayNode node,
            LinkedCluster cluster,
            KafkaDoor door,
            GroupCoordinator coordinator,
            ObjectProvider<ControllerAddresses> inThisProcess,
            Environment environment) {
        this.properties = properties;
        this.node = node;
        this.cluster = cluster;
        this.door = door;
        this.coordinator = coordinator;
        this.inThisProcess = inThisProcess;
        this.environment = environment;
    }

    @Override
    public void start() {
        var loop = new ThreadLoop("gateway-link", MAILBOX_LIMIT, Clock.system(), this::failed);
        linkLoop = loop;
        ControllerLink connected = cluster.connect(linkConfig(), loop);
        link = connected;
        // What it registers names the listener, so the listener comes first.
        door.open(connected)
                .whenComplete((opened, failure) -> {
                    if (failure == null) {
                        connected.register(List.of());
                    } else {
                        LOG.error("the gateway cannot start: {}", reason(failure));
                        Runtime.getRuntime().halt(EXIT_CANNOT_START);
                    }
                });
        node.start();
    }

    private static @Nullable String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage();
    }

    private LinkConfig linkConfig() {
        ControllerAddresses shared = inThisProcess.getIfAvailable();
        List<NodeAddress> controllers =
                shared == null
                        ? properties.controllers().stream().map(NodeAddress::parse).toList()
                        : shared.get();
        return new LinkConfig(
                controllers,
                properties.nodeId(),
                UUID.randomUUID(),
                this::endpoints,
                properties.rack(),
                properties.heartbeat().toMillis(),
                RETRY_MS);
    }

    private List<Endpoint> endpoints() {
        String advertised = properties.advertisedHost();
        String bound = environment.getProperty("server.address", "127.0.0.1");
        // The port of a server that takes any free one is known only after it has started.
        int port =
                environment.getProperty(
                        "local.server.port",
                        Integer.class,
                        environment.getProperty("server.port", Integer.class, 8080));
        var http = new Endpoint(HTTP, advertised == null ? bound : advertised, port);
        List<Endpoint> all = new ArrayList<>(List.of(http));
        all.addAll(door.endpoints());
        return all;
    }

    private void failed(Throwable failure) {
        LOG.error("a task of the link to the controller failed", failure);
    }

    /** Whether the gateway is registered and knows the cluster. */
    boolean isReady() {
        ControllerLink known = link;
        return known != null && known.ready().isDone();
    }

    @Override
    public void stop() {
        ControllerLink known = link;
        if (known != null) {
            // The controller gives the shards to others first, and clients are sent on to them.
            known.leave().completeOnTimeout(null, LEAVE_MS, TimeUnit.MILLISECONDS).join();
            link = null;
        }
        door.close();
        // What still asks others stops before the client that it asks them with.
        coordinator.close();
        node.close();
        cluster.close();
        Loop started = linkLoop;
        if (started != null) {
            started.close();
        }
    }

    @Override
    public boolean isRunning() {
        return link != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
