package io.taffrail.gateway.lag;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.taffrail.gateway.link.OwnGroups.OwnGroup;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Prometheus is told of groups: under our own names, and under those of kafka_exporter, which
 * people's dashboards and alerts read. kafka_exporter speaks of committed offsets only, and so do
 * its names here.
 *
 * <p>Where there are too many partitions, series are by topic, and their partition is {@code all}.
 */
public final class LagSeries {

    private static final Logger LOG = LoggerFactory.getLogger(LagSeries.class);
    private static final String ALL = "all";

    private final SeriesTable table;
    private final int partitionsMax;
    private boolean hasWarned;

    public LagSeries(MeterRegistry registry, int partitionsMax) {
        this.table = new SeriesTable(registry);
        this.partitionsMax = partitionsMax;
    }

    /** One round's; what it does not name disappears. One caller at a time. */
    void publish(List<OwnGroup> groups, Map<String, List<Lag>> lags, long nowMs) {
        int partitions = lags.values().stream().mapToInt(List::size).sum();
        boolean isEach = partitions <= partitionsMax;
        List<OwnGroup> measured =
                groups.stream()
                        .sorted(Comparator.comparing(OwnGroup::group))
                        .limit(partitionsMax)
                        .toList();
        warn(isEach, measured.size() == groups.size());
        table.begin();
        for (OwnGroup group : measured) {
            about(group);
            byTopic(lags.getOrDefault(group.group(), List.of()))
                    .forEach((topic, ofTopic) -> about(group, topic, ofTopic, isEach, nowMs));
        }
        table.end();
    }

    private void warn(boolean isEach, boolean areAllGroups) {
        boolean isCut = !isEach || !areAllGroups;
        if (isCut && !hasWarned) {
            LOG.warn(
                    "there are more than lag-partitions-max {} partitions or groups to measure:"
                            + " metrics are by topic, and of the first {} groups only; raise it for"
                            + " more",
                    partitionsMax,
                    partitionsMax);
        }
        hasWarned = isCut;
    }

    private void about(OwnGroup group) {
        Tags ours = Tags.of("group", group.group());
        table.gauge("taffrail.group.members", "Members of the group", ours, group.members());
        table.counter(
                "taffrail.group.rebalances",
                "How often the group's partitions were shared out anew",
                ours,
                group.rebalances());
        table.gauge(
                "kafka.consumergroup.members",
                "Members of the group",
                Tags.of("consumergroup", group.group()),
                group.members());
    }

    private void about(OwnGroup group, String topic, List<Lag> lags, boolean isEach, long nowMs) {
        if (isEach) {
            for (Lag lag : lags) {
                String partition = Integer.toString(lag.partition().partition());
                ours(group, topic, partition, lag.records(), lag.seconds(nowMs));
                exporters(group, topic, partition, lag);
            }
        } else {
            ours(group, topic, ALL, records(lags), longest(lags, nowMs));
        }
        sums(group, topic, lags);
    }

    private void ours(
            OwnGroup group,
            String topic,
            String partition,
            long records,
            @Nullable Double seconds) {
        Tags tags = Tags.of("group", group.group(), "topic", topic, "partition", partition);
        table.gauge(
                "taffrail.group.lag.records",
                "Records that the group has not read; all that there are when it never committed",
                tags,
                records);
        if (seconds != null) {
            table.gauge(
                    "taffrail.group.lag.seconds",
                    "Age of the first record that the group has not read; 0 when there is none",
                    tags,
                    seconds);
        }
    }

    private void exporters(OwnGroup group, String topic, String partition, Lag lag) {
        if (lag.committed() == null) {
            return;
        }
        Tags tags = Tags.of("consumergroup", group.group(), "topic", topic, "partition", partition);
        table.gauge(
                "kafka.consumergroup.current.offset",
                "Offset that the group has committed",
                tags,
                lag.committed());
        table.gauge(
                "kafka.consumergroup.lag",
                "Records behind what the group has committed",
                tags,
                lag.records());
    }

    private void sums(OwnGroup group, String topic, List<Lag> lags) {
        List<Lag> committed = lags.stream().filter(lag -> lag.committed() != null).toList();
        if (committed.isEmpty()) {
            return;
        }
        Tags tags = Tags.of("consumergroup", group.group(), "topic", topic);
        table.gauge(
                "kafka.consumergroup.current.offset.sum",
                "Sum of the offsets that the group has committed in the topic",
                tags,
                committed.stream().map(Lag::committed).mapToLong(Objects::requireNonNull).sum());
        table.gauge(
                "kafka.consumergroup.lag.sum",
                "Records of the topic behind what the group has committed",
                tags,
                records(committed));
    }

    private static Map<String, List<Lag>> byTopic(List<Lag> lags) {
        return lags.stream()
                .collect(
                        Collectors.groupingBy(
                                lag -> lag.partition().topic(), TreeMap::new, Collectors.toList()));
    }

    private static long records(List<Lag> lags) {
        return lags.stream().mapToLong(Lag::records).sum();
    }

    private static @Nullable Double longest(List<Lag> lags, long nowMs) {
        return lags.stream()
                .map(lag -> lag.seconds(nowMs))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
