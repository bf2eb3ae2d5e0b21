package io.taffrail.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.wire.Api;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Times the requests of a listener for Kafka clients and counts its connections. */
public final class RequestMeters implements RequestObserver {

    private final MeterRegistry registry;
    private final String service;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Short, Timed> requests = new ConcurrentHashMap<>();
    private final Counter refused;

    private record Timed(Api api, Timer timer) {}

    /** Told of one API. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * @param api its name in Kafka's protocol
         * @param tookMs of all its requests together
         */
        void visit(String api, long count, double tookMs);
    }

    /**
     * @param service whose listener it is; one process may have several
     */
    public RequestMeters(MeterRegistry registry, String service) {
        this.registry = registry;
        this.service = service;
        this.refused =
                Counter.builder("taffrail.connections.refused")
                        .description("Connections of Kafka clients closed for what they sent")
                        .tag("service", service)
                        .register(registry);
        Gauge.builder("taffrail.connections", connections, AtomicInteger::get)
                .description("Open connections of Kafka clients")
                .tag("service", service)
                .register(registry);
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
        Timed timed = requests.get(api.key());
        if (timed == null) {
            timed = requests.computeIfAbsent(api.key(), key -> new Timed(api, timer(api)));
        }
        timed.timer().record(tookNs, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Api api) {
        return Timer.builder("taffrail.request")
                .description("Time from a request's last byte to its answer, waiting included")
                .tag("service", service)
                .tag("api", api.name())
                .serviceLevelObjectives(Buckets.REQUESTS)
                .register(registry);
    }

    @Override
    public void onRefused() {
        refused.increment();
    }

    /** Tells of every API that was asked for so far. */
    public void visit(Visitor visitor) {
        for (Timed timed : requests.values()) {
            visitor.visit(
                    timed.api().name(),
                    timed.timer().count(),
                    timed.timer().totalTime(TimeUnit.MILLISECONDS));
        }
    }
}
