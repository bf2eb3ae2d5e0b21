package io.taffrail.broker.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taffrail.broker.BrokerNode;
import io.taffrail.broker.partition.Partition;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.wire.Api;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What a broker tells Prometheus. Cheap where requests pass; sums are made when scraped. */
final class BrokerMetrics implements RequestObserver {

    private final MeterRegistry registry;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Short, Timer> requests = new ConcurrentHashMap<>();
    private final Counter refused;

    BrokerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.refused =
                Counter.builder("taffrail.connections.refused")
                        .description("Connections closed for what they sent")
                        .register(registry);
        Gauge.builder("taffrail.connections", connections, AtomicInteger::get)
                .description("Open connections of Kafka clients")
                .register(registry);
    }

    void observe(BrokerNode node) {
        FunctionCounter.builder("taffrail.records.in", node, BrokerMetrics::recordsIn)
                .description("Records appended by producers")
                .register(registry);
        FunctionCounter.builder("taffrail.bytes.in", node, BrokerMetrics::bytesIn)
                .description("Bytes of record batches appended by producers")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("taffrail.broker.partitions", node, broker -> broker.partitions().size())
                .description("Partitions with a replica on this broker")
                .register(registry);
        Gauge.builder("taffrail.requests.held", node, BrokerNode::heldRequestBytes)
                .description("Bytes of requests that wait for their answer")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("taffrail.log.size", node, BrokerMetrics::logBytes)
                .description("Bytes of the logs that are open on this broker")
                .baseUnit("bytes")
                .register(registry);
    }

    private static double recordsIn(BrokerNode node) {
        return node.partitions().stream().mapToLong(Partition::appendedRecords).sum();
    }

    private static double bytesIn(BrokerNode node) {
        return node.partitions().stream().mapToLong(Partition::appendedBytes).sum();
    }

    private static double logBytes(BrokerNode node) {
        long bytes = 0;
        for (Partition partition : node.partitions()) {
            var view = partition.view();
            bytes += view == null ? 0 : view.log().sizeInBytes();
        }
        return bytes;
    }

    @Override
    public void onConnected() {
        connections.incrementAndGet();
    }

    @Override
    public void onDisconnected() {
        connections.decrementAndGet();
    }

    @Override
    public void onAnswered(Api api, long tookNs) {
        Timer timer = requests.get(api.key());
        if (timer == null) {
            timer = requests.computeIfAbsent(api.key(), key -> timer(api));
        }
        timer.record(tookNs, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Api api) {
        return Timer.builder("taffrail.request")
                .description("Time from a request's last byte to its answer, waiting included")
                .tag("api", api.name())
                .register(registry);
    }

    @Override
    public void onRefused() {
        refused.increment();
    }
}
