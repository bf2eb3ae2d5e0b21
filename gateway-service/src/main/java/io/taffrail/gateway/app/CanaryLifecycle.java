package io.taffrail.gateway.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taffrail.gateway.canary.Canary;
import io.taffrail.gateway.canary.CanaryObserver;
import io.taffrail.gateway.canary.CanaryRecords;
import io.taffrail.gateway.link.api.LinkedCluster;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.kernel.runtime.ThreadLoop;
import io.taffrail.metrics.Buckets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Lets the canary fly while the gateway is linked to its cluster, where {@code
 * taffrail.gateway.canary} asks for it. Off by default: it makes a topic, and writes to the disk of
 * every replica once a second for as long as the cluster stands, which is nothing for a cluster
 * that somebody watches and too much for one on a laptop that nobody uses.
 */
final class CanaryLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CanaryLifecycle.class);

    /** After the gateway's link, so that it stops before that. */
    private static final int PHASE = 310;

    private static final int MAILBOX_LIMIT = 100;
    private static final int PERIOD_MS = 1_000;

    private final boolean isWanted;
    private final LinkedCluster cluster;
    private final MeterRegistry meters;
    private volatile @Nullable Loop loop;

    CanaryLifecycle(GatewayProperties properties, LinkedCluster cluster, MeterRegistry meters) {
        this.isWanted = properties.canary();
        this.cluster = cluster;
        this.meters = meters;
    }

    @Override
    public void start() {
        if (!isWanted) {
            return;
        }
        Clock clock = Clock.system();
        var timers =
                new ThreadLoop(
                        "canary",
                        MAILBOX_LIMIT,
                        clock,
                        failure -> LOG.error("the canary stumbled", failure));
        var canary =
                new Canary(
                        new CanaryRecords(
                                cluster,
                                cluster.admin(),
                                cluster.partitions(),
                                cluster.partitions(),
                                clock),
                        clock,
                        new Meters(meters));
        loop = timers;
        timers.execute(() -> fly(timers, canary));
    }

    private static void fly(Loop timers, Canary canary) {
        // First, so that it goes on whatever happens.
        timers.schedule(PERIOD_MS, () -> fly(timers, canary));
        canary.tick();
    }

    @Override
    public void stop() {
        Loop running = loop;
        if (running != null) {
            running.close();
            loop = null;
        }
    }

    @Override
    public boolean isRunning() {
        return loop != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private static final class Meters implements CanaryObserver {

        private static final double NS_PER_S = 1e9;

        private final Timer came;
        private final Counter lost;

        Meters(MeterRegistry registry) {
            this.came =
                    Timer.builder("taffrail.canary")
                            .description(
                                    "From writing the canary's record with acks=all to reading it")
                            .serviceLevelObjectives(Buckets.REQUESTS)
                            .register(registry);
            this.lost =
                    Counter.builder("taffrail.unavailability.seconds")
                            .description("Time in which no record of the canary came through")
                            .register(registry);
        }

        @Override
        public void onCame(long tookNs) {
            came.record(tookNs, TimeUnit.NANOSECONDS);
        }

        @Override
        public void onLost(long ns) {
            lost.increment(ns / NS_PER_S);
        }
    }
}
