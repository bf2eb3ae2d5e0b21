package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.BrokerSample.TopicSample;
import io.taffrail.gateway.dashboard.ImageTally.Trouble;
import io.taffrail.gateway.dashboard.TopicViews.Partition;
import io.taffrail.gateway.dashboard.TopicViews.Reader;
import io.taffrail.gateway.dashboard.TopicViews.ReplicaLag;
import io.taffrail.gateway.dashboard.TopicViews.Topic;
import io.taffrail.gateway.dashboard.TopicViews.TopicDetail;
import io.taffrail.gateway.dashboard.TopicViews.TopicLag;
import io.taffrail.gateway.dashboard.TopicViews.TopicPage;
import io.taffrail.gateway.lag.Lag;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.wire.BrokerCounters.Follower;
import io.taffrail.protocol.wire.BrokerCounters.Replica;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what is shown of topics. Pure.
 *
 * @param samples what brokers have counted of each topic
 * @param worst the group that is behind the longest in each topic
 */
record TopicScenes(
        ImageTally tally,
        EffectiveConfigs configs,
        Map<String, TopicSample> samples,
        Map<String, TopicLag> worst) {

    TopicPage page(Channel.Topics asked) {
        // Settings are looked up for what is shown only: ten thousand topics are sorted without.
        Pages.Cut<TopicImage> cut =
                Pages.of(
                        tally.image().topics().stream()
                                .filter(topic -> asked.internal() || !topic.internal()),
                        TopicImage::name,
                        asked.q(),
                        order(asked.sort()),
                        asked.isDescending(),
                        asked.offset(),
                        asked.limit());
        return new TopicPage(cut.total(), cut.items().stream().map(this::topic).toList());
    }

    private Comparator<TopicImage> order(Channel.TopicSort sort) {
        return switch (sort) {
            case NAME -> Comparator.comparing(TopicImage::name);
            case PARTITIONS -> Comparator.comparingInt(topic -> topic.partitions().size());
            case SIZE -> Comparator.comparingLong(topic -> sample(topic).sizeBytes());
            case RECORDS -> Comparator.comparingDouble(topic -> sample(topic).recordsInPerS());
            case BYTES -> Comparator.comparingDouble(topic -> sample(topic).bytesInPerS());
            case LAG -> Comparator.comparingDouble(this::lagSeconds);
        };
    }

    /** A lag of unknown age is below those that are known, and above none. */
    private double lagSeconds(TopicImage topic) {
        TopicLag lag = worst.get(topic.name());
        if (lag == null) {
            return -1;
        }
        Double seconds = lag.seconds();
        return seconds == null ? 0 : seconds;
    }

    private TopicSample sample(TopicImage topic) {
        return samples.getOrDefault(topic.name(), TopicSample.NONE);
    }

    Topic topic(TopicImage topic) {
        Trouble trouble = tally.trouble(topic.name());
        TopicSample sample = sample(topic);
        String name = topic.name();
        return new Topic(
                name,
                topic.id().toString(),
                topic.internal(),
                topic.partitions().size(),
                topic.partitions().getFirst().replicas().size(),
                trouble.underReplicated(),
                trouble.offline(),
                sample.sizeBytes(),
                Round.tenths(sample.recordsInPerS()),
                Round.tenths(sample.bytesInPerS()),
                configs.topicLong(name, TopicConfigs.RETENTION_MS),
                configs.topicLong(name, TopicConfigs.RETENTION_BYTES),
                configs.topicText(name, TopicConfigs.CLEANUP_POLICY),
                worst.get(name));
    }

    /**
     * @param starts where a partition begins, or null when it is not known; so {@code ends}
     * @param led what the leader of each partition has told, where its log is open
     * @param readers the lags of each group in this topic
     */
    TopicDetail detail(
            TopicImage topic,
            IntFunction<@Nullable Long> starts,
            IntFunction<@Nullable Long> ends,
            Map<Integer, Replica> led,
            Map<String, List<Lag>> readers,
            GroupRound groups) {
        Map<Integer, Partition> partitions = new TreeMap<>();
        for (PartitionImage image : topic.partitions()) {
            int number = image.partition();
            Replica leader = led.get(number);
            Long start = starts.apply(number);
            Long end = ends.apply(number);
            partitions.put(
                    number,
                    new Partition(
                            image.hasLeader() ? image.leader() : null,
                            image.leaderEpoch(),
                            image.replicas(),
                            image.isr(),
                            image.elr(),
                            start == null && leader != null
                                    ? Long.toString(leader.startOffset())
                                    : text(start),
                            end == null && leader != null
                                    ? Long.toString(leader.highWatermark())
                                    : text(end),
                            leader == null ? null : leader.sizeBytes(),
                            leader == null ? Map.of() : lags(leader)));
        }
        Map<String, Reader> groupViews = new TreeMap<>();
        readers.forEach((name, lags) ->
                groupViews.put(
                        name,
                        new Reader(
                                state(groups, name),
                                Long.toString(lags.stream().mapToLong(Lag::records).sum()),
                                Round.tenths(GroupRound.longest(lags, groups.atMs())))));
        return TopicDetail.of(topic(topic), partitions, groupViews);
    }

    private static String state(GroupRound groups, String name) {
        GroupRound.Stand stand = groups.groups().get(name);
        return stand == null ? "" : stand.listed().state();
    }

    private static @Nullable String text(@Nullable Long offset) {
        return offset == null ? null : Long.toString(offset);
    }

    private static Map<Integer, ReplicaLag> lags(Replica leader) {
        Map<Integer, ReplicaLag> lags = new HashMap<>();
        for (Follower follower : leader.followers()) {
            lags.put(
                    follower.id(),
                    new ReplicaLag(
                            follower.lagRecords() < 0 ? null : Long.toString(follower.lagRecords()),
                            follower.lagMs() < 0
                                    ? null
                                    : Double.valueOf(Round.tenths(follower.lagMs() / 1000.0))));
        }
        return new TreeMap<>(lags);
    }
}
