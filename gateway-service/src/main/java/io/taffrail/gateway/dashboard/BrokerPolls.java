package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.BrokerSample.TopicSample;
import io.taffrail.gateway.dashboard.ClusterViews.Rates;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.BrokerProbe;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.wire.BrokerCounters;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks each broker for its counters, once for each tick and never twice at a time, for all who look
 * together. A broker that does not answer holds nobody up: what it said last is shown for some
 * seconds, and then that it says nothing.
 */
final class BrokerPolls {

    private static final long SILENT_MS = 5_000;

    private final BrokerProbe probe;
    private final ClusterMetadata metadata;
    private final Clock clock;
    private final Map<Integer, BrokerSample> samples = new ConcurrentHashMap<>();
    private final Set<Integer> asked = ConcurrentHashMap.newKeySet();

    // Of the samples that it was made of.
    private volatile TopicTotals totals = new TopicTotals(Map.of(), Map.of());

    private record TopicTotals(Map<Integer, BrokerSample> of, Map<String, TopicSample> topics) {}

    BrokerPolls(BrokerProbe probe, ClusterMetadata metadata, Clock clock) {
        this.probe = probe;
        this.metadata = metadata;
        this.clock = clock;
    }

    /** Any thread; waits for nobody. */
    void tick() {
        MetadataImage image = metadata.image();
        Set<Integer> brokers =
                image.brokers().stream().map(NodeImage::id).collect(Collectors.toSet());
        samples.keySet().retainAll(brokers);
        for (int id : brokers) {
            if (asked.add(id)) {
                ask(id);
            }
        }
    }

    private void ask(int id) {
        BrokerSample before = samples.get(id);
        long known = before == null ? BrokerCounters.NOTHING : before.counters().stamp();
        probe.counters(id, known, null)
                .whenComplete((answer, _) -> {
                    try {
                        if (answer instanceof Answer.Given<BrokerCounters> given) {
                            samples.put(id, BrokerSample.of(before, given.value(), clock.nowMs()));
                        }
                    } finally {
                        asked.remove(id);
                    }
                });
    }

    /** What the broker said last; null when it has not said anything for some seconds. */
    @Nullable BrokerSample of(int brokerId) {
        BrokerSample sample = samples.get(brokerId);
        return sample == null || clock.nowMs() - sample.atMs() > SILENT_MS ? null : sample;
    }

    Rates rates() {
        Rates sum = Rates.NONE;
        for (int id : samples.keySet()) {
            BrokerSample sample = of(id);
            sum = sample == null ? sum : sum.plus(sample.rates());
        }
        return sum;
    }

    /** What all brokers together have counted of each topic; made once for each round. */
    Map<String, TopicSample> topics() {
        Map<Integer, BrokerSample> now = new HashMap<>();
        samples.keySet()
                .forEach(id -> {
                    BrokerSample sample = of(id);
                    if (sample != null) {
                        now.put(id, sample);
                    }
                });
        TopicTotals known = totals;
        if (!isSame(known.of, now)) {
            Map<String, TopicSample> sums = new HashMap<>();
            now.values()
                    .forEach(sample ->
                            sample.topics()
                                    .forEach((name, topic) ->
                                            sums.merge(name, topic, TopicSample::plus)));
            known = new TopicTotals(now, sums);
            totals = known;
        }
        return known.topics;
    }

    /** Whether they are the very same samples: comparing what is in them would cost more. */
    private static boolean isSame(
            Map<Integer, BrokerSample> one, Map<Integer, BrokerSample> other) {
        return one.size() == other.size()
                && one.entrySet().stream()
                        .allMatch(entry -> other.get(entry.getKey()) == entry.getValue());
    }
}
