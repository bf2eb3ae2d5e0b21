package io.taffrail.broker.app;

import io.taffrail.broker.BrokerConfig;
import io.taffrail.broker.BrokerNode;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.server.SharedListener;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the broker with the application and stops it before whatever it depends on. A broker that
 * cannot start ends the process with the reason: a supervisor's restart is worth more than a
 * process that only looks alive.
 */
public final class BrokerLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerLifecycle.class);

    /** After the controller, before the gateway. */
    private static final int PHASE = 200;

    private static final int EXIT_CANNOT_START = 1;

    private final Supplier<BrokerConfig> config;
    private final BrokerMetrics metrics;
    private final SharedListener listener;
    private volatile @Nullable BrokerNode node;

    BrokerLifecycle(Supplier<BrokerConfig> config, BrokerMetrics metrics, SharedListener listener) {
        this.config = config;
        this.metrics = metrics;
        this.listener = listener;
    }

    @Override
    public void start() {
        BrokerConfig concluded = config.get();
        var started =
                new BrokerNode(concluded, Clock.system(), metrics.requests(), metrics, listener);
        node = started;
        metrics.observe(started, concluded.nodeId());
        started.start();
        started.ready()
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.error("the broker cannot start: {}", reason(failure));
                        Runtime.getRuntime().halt(EXIT_CANNOT_START);
                    }
                });
    }

    private static @Nullable String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage();
    }

    @Override
    public void stop() {
        BrokerNode running = node;
        if (running != null) {
            running.close();
            node = null;
        }
    }

    @Override
    public boolean isRunning() {
        return node != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** The broker, or null before the start and after the stop. */
    public @Nullable BrokerNode node() {
        return node;
    }
}
