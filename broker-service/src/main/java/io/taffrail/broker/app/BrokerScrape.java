package io.taffrail.broker.app;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.taffrail.broker.BrokerNode;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.metrics.Exposition;
import io.taffrail.metrics.PartitionBound;
import io.taffrail.metrics.PartitionBound.Detail;
import io.taffrail.metrics.RequestMeters;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a broker counts when Prometheus asks: everything about topics and partitions. Nothing of it
 * is kept between scrapes, so that ten thousand partitions cost nothing while nobody looks.
 */
final class BrokerScrape implements MultiCollector {

    private final Supplier<@Nullable BrokerNode> node;
    private final RequestMeters requests;
    private final PartitionBound bound;
    private final Clock clock;

    /**
     * @param node null before the start and after the stop
     */
    BrokerScrape(
            Supplier<@Nullable BrokerNode> node,
            RequestMeters requests,
            int partitionsMax,
            Clock clock) {
        this.node = node;
        this.requests = requests;
        this.bound = new PartitionBound("broker", partitionsMax);
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        var exposition = new Exposition();
        BrokerNode running = node.get();
        if (running != null) {
            BrokerReading reading = BrokerReading.of(running, clock.nanoTime() / 1_000_000);
            Detail detail = bound.detail(reading.topics(), reading.partitions().size());
            BrokerSeries.write(exposition, running, reading, detail);
            KafkaNames.write(exposition, running, reading, requests, detail);
        }
        return exposition.snapshots();
    }
}
