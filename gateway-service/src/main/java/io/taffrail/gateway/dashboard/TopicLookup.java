package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.TopicViews.TopicDetail;
import io.taffrail.gateway.lag.Lag;
import io.taffrail.gateway.lag.LogBounds;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.BrokerProbe;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.wire.BrokerCounters;
import io.taffrail.protocol.wire.BrokerCounters.Replica;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks the leaders of one topic's partitions what is to be shown of them: three requests to each.
 */
final class TopicLookup {

    private final PartitionReader reader;
    private final BrokerProbe probe;
    private final BrokerPolls polls;
    private final int partitionsMax;

    TopicLookup(PartitionReader reader, BrokerProbe probe, BrokerPolls polls, int partitionsMax) {
        this.reader = reader;
        this.probe = probe;
        this.polls = polls;
        this.partitionsMax = partitionsMax;
    }

    CompletableFuture<Answer<TopicDetail>> detail(
            String name, TopicScenes scenes, @Nullable GroupRound groups) {
        TopicImage topic = scenes.tally().image().topic(name);
        if (topic == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                            "there is no topic " + name + ": list them at /ui/v1/topics"));
        }
        GroupRound round =
                groups == null ? new GroupRound(Map.of(), List.of(), Map.of(), 0) : groups;
        Map<String, List<Lag>> readers = round.readersOf(name);
        return bounds(topic)
                // Not on a connection's thread: there may be many partitions.
                .thenCombineAsync(
                        led(topic),
                        (bounds, led) ->
                                Answer.of(
                                        scenes.detail(
                                                topic,
                                                number ->
                                                        bounds.start(
                                                                new TopicPartition(name, number)),
                                                number ->
                                                        bounds.end(
                                                                new TopicPartition(name, number)),
                                                led,
                                                readers,
                                                round)));
    }

    private CompletableFuture<LogBounds> bounds(TopicImage topic) {
        boolean isLarge = topic.partitions().size() > partitionsMax;
        return LogBounds.of(
                reader,
                isLarge
                        ? List.of()
                        : topic.partitions().stream()
                                .filter(PartitionImage::hasLeader)
                                .map(each -> new TopicPartition(topic.name(), each.partition()))
                                .toList());
    }

    /** What each partition's leader tells of it. */
    private CompletableFuture<Map<Integer, Replica>> led(TopicImage topic) {
        Set<Integer> leaders = new TreeSet<>();
        topic.partitions().stream()
                .filter(PartitionImage::hasLeader)
                .forEach(each -> leaders.add(each.leader()));
        CompletableFuture<Map<Integer, Replica>> all =
                CompletableFuture.completedFuture(new HashMap<>());
        for (int broker : leaders) {
            BrokerSample known = polls.of(broker);
            long stamp = known == null ? BrokerCounters.NOTHING : known.counters().stamp();
            all =
                    all.thenCombine(
                            probe.counters(broker, stamp, topic.name()),
                            (found, answer) -> {
                                if (answer instanceof Answer.Given<BrokerCounters> given) {
                                    given.value().partitions().stream()
                                            .filter(Replica::isLeader)
                                            .forEach(each -> found.put(each.partition(), each));
                                }
                                return found;
                            });
        }
        return all;
    }
}
