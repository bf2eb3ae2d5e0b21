package io.taffrail.broker.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taffrail.broker.BrokerNode;
import io.taffrail.broker.storage.DiskObserver;
import io.taffrail.metrics.Buckets;
import io.taffrail.metrics.Build;
import io.taffrail.metrics.RequestMeters;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a broker times where it happens, so that it must be cheap there. What can be counted at the
 * scrape is {@link BrokerScrape}'s.
 */
final class BrokerMetrics implements DiskObserver {

    private static final String SERVICE = "broker";

    private final MeterRegistry registry;
    private final RequestMeters requests;
    private final Timer appends;
    private final Timer syncs;

    BrokerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.requests = new RequestMeters(registry, SERVICE);
        this.appends =
                timer("taffrail.append", "Time to check and write what producers sent for a log");
        this.syncs = timer("taffrail.sync", "Time until a disk says that a log is on it");
    }

    private Timer timer(String name, String description) {
        Duration[] buckets = Buckets.DISK;
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    void observe(BrokerNode node, int nodeId) {
        Build.register(registry, SERVICE, nodeId);
        Gauge.builder("taffrail.requests.held", node, BrokerNode::heldRequestBytes)
                .description("Bytes of requests that wait for their answer")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("taffrail.metadata.applied.index", node, b -> b.image().appliedIndex())
                .description("Last entry of the metadata log that this part of the node knows")
                .tag("service", SERVICE)
                .register(registry);
    }

    RequestMeters requests() {
        return requests;
    }

    @Override
    public void onAppended(long tookNs) {
        appends.record(tookNs, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onSynced(long tookNs) {
        syncs.record(tookNs, TimeUnit.NANOSECONDS);
    }
}
