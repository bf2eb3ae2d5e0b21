package io.taffrail.broker.api;

import io.taffrail.broker.partition.LogStore.DirectoryUse;
import io.taffrail.broker.partition.LogStore.LogSize;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.partition.TopicTraffic;
import io.taffrail.broker.replication.LeaderState.FollowerLag;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import io.taffrail.protocol.wire.ApiCatalog;
import io.taffrail.protocol.wire.BrokerCounters;
import io.taffrail.protocol.wire.BrokerCounters.Directory;
import io.taffrail.protocol.wire.BrokerCounters.Follower;
import io.taffrail.protocol.wire.BrokerCounters.Replica;
import io.taffrail.protocol.wire.BrokerCounters.Topic;
import io.taffrail.protocol.wire.BrokerCountersRequest;
import io.taffrail.protocol.wire.BrokerCountersResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * BrokerCounters 0, our own: what gateways show of a broker. Reads counters and published views,
 * and opens no log. Topics are told only when something of them has changed since the stamp that
 * the request knows, so that many idle ones cost a sum and no bytes.
 */
final class BrokerCountersHandler implements ApiHandler {

    private static final long DISKS_AGE_NS = 5_000_000_000L;

    private final Partitions partitions;
    private final Supplier<CompletableFuture<List<DirectoryUse>>> directories;
    private final Clock clock;
    private volatile @Nullable Disks disks;

    private record Disks(CompletableFuture<List<Directory>> directories, long askedNs) {}

    /**
     * @param directories how they are used
     */
    BrokerCountersHandler(
            Partitions partitions,
            Supplier<CompletableFuture<List<DirectoryUse>>> directories,
            Clock clock) {
        this.partitions = partitions;
        this.directories = directories;
        this.clock = clock;
    }

    @Override
    public ApiRange range() {
        return ApiRange.ours(ApiCatalog.BROKER_COUNTERS);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(BrokerCountersRequest.class);
        disks().thenCombine(
                        replicas(request.topic()),
                        (directories, replicas) ->
                                count(request.knownStamp(), directories, replicas))
                .thenAccept(counters -> exchange.respond(new BrokerCountersResponse(counters)));
    }

    /** Disks fill slowly, and whoever asks for all logs of a directory makes a list of them. */
    private CompletableFuture<List<Directory>> disks() {
        Disks known = disks;
        long nowNs = clock.nanoTime();
        if (known == null || nowNs - known.askedNs >= DISKS_AGE_NS) {
            known =
                    new Disks(
                            directories
                                    .get()
                                    .handle((uses, _) ->
                                            uses == null
                                                    ? List.of()
                                                    : uses.stream()
                                                            .map(BrokerCountersHandler::directory)
                                                            .toList()),
                            nowNs);
            disks = known;
        }
        return known.directories;
    }

    private static Directory directory(DirectoryUse use) {
        return new Directory(
                use.path(),
                use.totalBytes(),
                use.usableBytes(),
                use.logs().stream().mapToLong(LogSize::sizeBytes).sum(),
                use.isOffline());
    }

    private BrokerCounters count(
            long knownStamp, List<Directory> directories, List<Replica> replicas) {
        TopicTraffic sum = partitions.traffic().all();
        long records = sum.recordsIn();
        long bytesIn = sum.bytesIn();
        long bytesOut = sum.bytesOut();
        // Counters only rise, but sizes fall and topics go: a sum alone could come back.
        long stamp = 17;
        for (Partition partition : partitions.all()) {
            stamp += 31 * sizeOfLed(partition) + 7L * partition.id().hashCode();
        }
        stamp = ((stamp * 31 + records) * 31 + bytesIn) * 31 + bytesOut;
        stamp = stamp == BrokerCounters.NOTHING ? 1 : stamp;
        return new BrokerCounters(
                clock.nanoTime() / 1_000_000,
                stamp,
                records,
                bytesIn,
                bytesOut,
                directories,
                stamp == knownStamp ? null : topics(),
                replicas);
    }

    private List<Topic> topics() {
        Map<String, Long> sizes = new HashMap<>();
        for (Partition partition : partitions.all()) {
            long sizeBytes = sizeOfLed(partition);
            if (sizeBytes > 0) {
                sizes.merge(partition.id().topic(), sizeBytes, Long::sum);
            }
        }
        Map<String, TopicTraffic> traffic = partitions.traffic().topics();
        Set<String> names = new HashSet<>(sizes.keySet());
        traffic.forEach((name, of) -> {
            if (of.recordsIn() > 0 || of.bytesOut() > 0) {
                names.add(name);
            }
        });
        List<Topic> topics = new ArrayList<>(names.size());
        for (String name : names) {
            TopicTraffic of = traffic.get(name);
            topics.add(
                    new Topic(
                            name,
                            of == null ? 0 : of.recordsIn(),
                            of == null ? 0 : of.bytesIn(),
                            of == null ? 0 : of.bytesOut(),
                            sizes.getOrDefault(name, 0L)));
        }
        return topics;
    }

    private static long sizeOfLed(Partition partition) {
        PartitionView view = partition.view();
        return view == null || !view.isLeader() ? 0 : view.log().sizeInBytes();
    }

    private CompletableFuture<List<Replica>> replicas(@Nullable String topic) {
        CompletableFuture<List<Replica>> all = CompletableFuture.completedFuture(new ArrayList<>());
        if (topic == null) {
            return all;
        }
        for (Partition partition : partitions.all()) {
            PartitionView view = partition.view();
            if (view != null && partition.id().topic().equals(topic)) {
                all =
                        all.thenCombine(
                                partition.followerLags(),
                                (replicas, lags) -> {
                                    replicas.add(replica(partition, view, lags));
                                    return replicas;
                                });
            }
        }
        return all;
    }

    private static Replica replica(
            Partition partition, PartitionView view, Map<Integer, FollowerLag> lags) {
        List<Follower> followers = new ArrayList<>();
        lags.forEach((id, lag) -> followers.add(new Follower(id, lag.records(), lag.ms())));
        return new Replica(
                partition.id().partition(),
                view.isLeader(),
                view.log().logStartOffset(),
                view.highWatermark(),
                view.log().sizeInBytes(),
                followers);
    }
}
