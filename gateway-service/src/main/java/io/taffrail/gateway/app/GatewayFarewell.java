package io.taffrail.gateway.app;

import io.taffrail.gateway.GatewayNode;
import org.springframework.context.SmartLifecycle;

/**
 * The first thing that stops: clients are told to go elsewhere and streams leave their groups while
 * there are still connections to say it over, and coordinators to say it to. Apart from {@link
 * GatewayLifecycle}, which must outlive the web server.
 */
public final class GatewayFarewell implements SmartLifecycle {

    /** Above the web server's two phases (1024 and 2048 below), whose sockets it needs. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

    private final GatewayNode node;
    private volatile boolean isRunning;

    GatewayFarewell(GatewayNode node) {
        this.node = node;
    }

    @Override
    public void start() {
        isRunning = true;
    }

    @Override
    public void stop() {
        isRunning = false;
        node.farewell();
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
