package io.taffrail.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * What one scrape is told, written down while it waits. Series that belong to partitions and topics
 * are made this way and not registered one by one: they need no memory between scrapes, and go away
 * with what they measure.
 *
 * <p>A metric without any series is left out. For one scrape, on its thread.
 */
public final class Exposition {

    private static final long NOT_SAID = 0;

    private final List<Metric> metrics = new ArrayList<>();

    private interface Metric {
        boolean isEmpty();

        MetricSnapshot snapshot();
    }

    /**
     * Begins a metric that goes up and down.
     *
     * @param name as it is exposed
     * @param help one sentence
     */
    public Gauge gauge(String name, String help) {
        var gauge = new Gauge(new MetricMetadata(name, help));
        metrics.add(gauge);
        return gauge;
    }

    /**
     * Begins a metric that only grows while the process lives.
     *
     * @param name as it is exposed, without the {@code _total} that is put behind it
     * @param help one sentence
     */
    public Counter counter(String name, String help) {
        var counter = new Counter(new MetricMetadata(name, help));
        metrics.add(counter);
        return counter;
    }

    /**
     * Begins a metric of how many there were, and of what they come to.
     *
     * @param name as it is exposed, without {@code _count} and {@code _sum}
     * @param help one sentence
     */
    public Summary summary(String name, String help) {
        var summary = new Summary(new MetricMetadata(name, help));
        metrics.add(summary);
        return summary;
    }

    /** All of it, as the registry of Prometheus' client takes it. */
    public MetricSnapshots snapshots() {
        return new MetricSnapshots(
                metrics.stream()
                        .filter(metric -> !metric.isEmpty())
                        .map(Metric::snapshot)
                        .toList());
    }

    /** A gauge's series. */
    public static final class Gauge implements Metric {

        private final MetricMetadata metadata;
        private final List<GaugeDataPointSnapshot> points = new ArrayList<>();

        private Gauge(MetricMetadata metadata) {
            this.metadata = metadata;
        }

        /**
         * One series.
         *
         * @param labels names and values in turn
         */
        public Gauge is(double value, String... labels) {
            points.add(new GaugeDataPointSnapshot(value, Labels.of(labels), null));
            return this;
        }

        @Override
        public boolean isEmpty() {
            return points.isEmpty();
        }

        @Override
        public MetricSnapshot snapshot() {
            return new GaugeSnapshot(metadata, points);
        }
    }

    /** A counter's series. */
    public static final class Counter implements Metric {

        private final MetricMetadata metadata;
        private final List<CounterDataPointSnapshot> points = new ArrayList<>();

        private Counter(MetricMetadata metadata) {
            this.metadata = metadata;
        }

        /**
         * One series.
         *
         * @param labels names and values in turn
         */
        public Counter is(double value, String... labels) {
            points.add(new CounterDataPointSnapshot(value, Labels.of(labels), null, NOT_SAID));
            return this;
        }

        @Override
        public boolean isEmpty() {
            return points.isEmpty();
        }

        @Override
        public MetricSnapshot snapshot() {
            return new CounterSnapshot(metadata, points);
        }
    }

    /** A summary's series, without quantiles. */
    public static final class Summary implements Metric {

        private final MetricMetadata metadata;
        private final List<SummaryDataPointSnapshot> points = new ArrayList<>();

        private Summary(MetricMetadata metadata) {
            this.metadata = metadata;
        }

        /**
         * One series.
         *
         * @param labels names and values in turn
         */
        public Summary is(long count, double sum, String... labels) {
            points.add(
                    new SummaryDataPointSnapshot(
                            count,
                            sum,
                            Quantiles.EMPTY,
                            Labels.of(labels),
                            Exemplars.EMPTY,
                            NOT_SAID));
            return this;
        }

        @Override
        public boolean isEmpty() {
            return points.isEmpty();
        }

        @Override
        public MetricSnapshot snapshot() {
            return new SummarySnapshot(metadata, points);
        }
    }
}
