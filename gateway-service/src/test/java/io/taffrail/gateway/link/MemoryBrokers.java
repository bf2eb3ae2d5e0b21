package io.taffrail.gateway.link;

import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.wire.BrokerCounters;
import io.taffrail.protocol.wire.BrokerCounters.Directory;
import io.taffrail.protocol.wire.BrokerCounters.Follower;
import io.taffrail.protocol.wire.BrokerCounters.Replica;
import io.taffrail.protocol.wire.BrokerCounters.Topic;
import io.taffrail.protocol.wire.PartitionStanding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Brokers whose stopwatch runs a second for each question, and whose counters the test moves. */
public final class MemoryBrokers implements BrokerProbe {

    private static final long DISK_BYTES = 1_000L << 20;

    private final MemoryCluster cluster;
    private final Map<String, Topic> topics = new TreeMap<>();
    private final Set<Integer> silent = new HashSet<>();
    private final Map<Integer, Long> stuck = new TreeMap<>();
    private long stopwatchMs;
    private long stamp = 1;

    public MemoryBrokers(MemoryCluster cluster) {
        this.cluster = cluster;
    }

    /** Broker 1 has got and kept so much more. */
    public synchronized void count(String topic, long records, long bytes) {
        Topic before = topics.getOrDefault(topic, new Topic(topic, 0, 0, 0, 0));
        topics.put(
                topic,
                new Topic(
                        topic,
                        before.recordsIn() + records,
                        before.bytesIn() + bytes,
                        before.bytesOut() + 2 * bytes,
                        before.sizeBytes() + bytes));
        stamp++;
    }

    /** It does not answer from now on. */
    public synchronized void silence(int broker) {
        silent.add(broker);
    }

    /** As a follower it gets no further than there. */
    public synchronized void stickAt(int broker, long endOffset) {
        stuck.put(broker, endOffset);
    }

    /** What is in the log is on every disk, but for brokers that are stuck. */
    @Override
    public synchronized CompletableFuture<Answer<PartitionStanding>> standing(
            TopicPartition partition) {
        PartitionImage image =
                cluster.image().topic(partition.topic()).partitions().get(partition.partition());
        if (silent.contains(image.leader())) {
            return CompletableFuture.completedFuture(
                    Answer.refused(Rejection.NETWORK_EXCEPTION, "silenced by the test"));
        }
        long end = cluster.endOffset(partition);
        return CompletableFuture.completedFuture(
                Answer.of(
                        new PartitionStanding(
                                image.leaderEpoch(),
                                end,
                                end,
                                end,
                                image.replicas().stream()
                                        .filter(id -> id != image.leader())
                                        .map(id ->
                                                new PartitionStanding.Follower(
                                                        id,
                                                        Math.min(end, stuck.getOrDefault(id, end))))
                                        .toList())));
    }

    @Override
    public synchronized CompletableFuture<Answer<BrokerCounters>> counters(
            int brokerId, long knownStamp, @Nullable String topic) {
        if (silent.contains(brokerId)) {
            return CompletableFuture.completedFuture(
                    Answer.refused(Rejection.NETWORK_EXCEPTION, "silenced by the test"));
        }
        boolean hasCounters = brokerId == 1;
        stopwatchMs += 1_000;
        List<Topic> counted = hasCounters ? List.copyOf(topics.values()) : List.of();
        return CompletableFuture.completedFuture(
                Answer.of(
                        new BrokerCounters(
                                stopwatchMs,
                                stamp,
                                counted.stream().mapToLong(Topic::recordsIn).sum(),
                                counted.stream().mapToLong(Topic::bytesIn).sum(),
                                counted.stream().mapToLong(Topic::bytesOut).sum(),
                                List.of(
                                        new Directory(
                                                "/logs",
                                                DISK_BYTES,
                                                DISK_BYTES / 2,
                                                counted.stream().mapToLong(Topic::sizeBytes).sum(),
                                                false)),
                                knownStamp == stamp ? null : counted,
                                replicas(brokerId, topic))));
    }

    /** Of those that the broker leads; every follower lacks two records. */
    private List<Replica> replicas(int brokerId, @Nullable String name) {
        TopicImage topic = name == null ? null : cluster.image().topic(name);
        List<Replica> replicas = new ArrayList<>();
        if (topic != null) {
            for (PartitionImage partition : topic.partitions()) {
                if (partition.leader() == brokerId) {
                    replicas.add(
                            new Replica(
                                    partition.partition(),
                                    true,
                                    0,
                                    7,
                                    700,
                                    partition.replicas().stream()
                                            .filter(id -> id != brokerId)
                                            .map(id -> new Follower(id, 2, 1_500))
                                            .toList()));
                }
            }
        }
        return replicas;
    }
}
