package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.ClusterViews.Disk;
import io.taffrail.gateway.dashboard.ClusterViews.Rates;
import io.taffrail.protocol.wire.BrokerCounters;
import io.taffrail.protocol.wire.BrokerCounters.Directory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A broker's counters and what they say about the time since the ones before. Immutable.
 *
 * @param topics what was counted of each, and how fast it rises; those with nothing are left out
 * @param atMs when this gateway got them, in milliseconds since 1970
 */
record BrokerSample(
        BrokerCounters counters, Rates rates, Map<String, TopicSample> topics, long atMs) {

    /**
     * A topic on one broker, or on several together.
     *
     * @param sizeBytes of the logs that are led and open
     */
    record TopicSample(
            long recordsIn,
            long bytesIn,
            double recordsInPerS,
            double bytesInPerS,
            long sizeBytes) {

        static final TopicSample NONE = new TopicSample(0, 0, 0, 0, 0);

        TopicSample plus(TopicSample other) {
            return new TopicSample(
                    recordsIn + other.recordsIn,
                    bytesIn + other.bytesIn,
                    recordsInPerS + other.recordsInPerS,
                    bytesInPerS + other.bytesInPerS,
                    sizeBytes + other.sizeBytes);
        }

        boolean isActive() {
            return recordsInPerS > 0 || bytesInPerS > 0;
        }

        private TopicSample atRest() {
            return isActive() ? new TopicSample(recordsIn, bytesIn, 0, 0, sizeBytes) : this;
        }
    }

    /**
     * @param before what the same broker said last; null for the first time
     */
    static BrokerSample of(@Nullable BrokerSample before, BrokerCounters now, long nowMs) {
        BrokerCounters then = before == null ? null : before.counters;
        long tookMs = then == null ? 0 : now.stopwatchMs() - then.stopwatchMs();
        // Counters that have fallen are those of another run, which began at an unknown time.
        boolean isComparable = then != null && tookMs > 0 && now.recordsIn() >= then.recordsIn();
        Rates rates =
                then == null || !isComparable
                        ? Rates.NONE
                        : new Rates(
                                perSecond(then.recordsIn(), now.recordsIn(), tookMs),
                                perSecond(then.bytesIn(), now.bytesIn(), tookMs),
                                perSecond(then.bytesOut(), now.bytesOut(), tookMs));
        Map<String, TopicSample> known = before == null ? Map.of() : before.topics;
        return new BrokerSample(now, rates, topics(known, now, isComparable ? tookMs : 0), nowMs);
    }

    private static Map<String, TopicSample> topics(
            Map<String, TopicSample> before, BrokerCounters now, long tookMs) {
        List<BrokerCounters.Topic> told = now.topics();
        Map<String, TopicSample> topics = new HashMap<>();
        if (told == null) {
            before.forEach((name, sample) -> topics.put(name, sample.atRest()));
            return topics;
        }
        for (BrokerCounters.Topic topic : told) {
            TopicSample then = before.getOrDefault(topic.name(), TopicSample.NONE);
            topics.put(
                    topic.name(),
                    new TopicSample(
                            topic.recordsIn(),
                            topic.bytesIn(),
                            perSecond(then.recordsIn, topic.recordsIn(), tookMs),
                            perSecond(then.bytesIn, topic.bytesIn(), tookMs),
                            topic.sizeBytes()));
        }
        return topics;
    }

    private static double perSecond(long then, long now, long tookMs) {
        return tookMs <= 0 ? 0 : Math.max(0, now - then) * 1000.0 / tookMs;
    }

    Map<String, Disk> disks() {
        Map<String, Disk> disks = new TreeMap<>();
        for (Directory directory : counters.directories()) {
            disks.put(
                    directory.path(),
                    new Disk(
                            directory.totalBytes(),
                            Round.bytes(directory.usableBytes()),
                            directory.logBytes(),
                            directory.isOffline()));
        }
        return disks;
    }
}
