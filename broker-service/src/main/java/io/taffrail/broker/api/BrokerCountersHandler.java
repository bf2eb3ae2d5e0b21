package io.taffrail.broker.api;

import io.taffrail.broker.partition.FollowerLags;
import io.taffrail.broker.partition.LogStore.DirectoryUse;
import io.taffrail.broker.partition.LogStore.LogSize;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                                count(
                                        partitions.all(),
                                        request.knownStamp(),
                                        clock.nanoTime() / 1_000_000,
                                        directories,
                                        replicas))
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

    private static BrokerCounters count(
            Collection<Partition> all,
            long knownStamp,
            long stopwatchMs,
            List<Directory> directories,
            List<Replica> replicas) {
        long records = 0;
        long bytesIn = 0;
        long bytesOut = 0;
        // Counters only rise, but sizes fall and topics go: a sum alone could come back.
        long stamp = 17;
        for (Partition partition : all) {
            records += partition.appendedRecords();
            bytesIn += partition.appendedBytes();
            bytesOut += partition.pendingFetches().readBytes();
            stamp += 31 * sizeOfLed(partition) + 7L * partition.id().hashCode();
        }
        stamp = ((stamp * 31 + records) * 31 + bytesIn) * 31 + bytesOut;
        stamp = stamp == BrokerCounters.NOTHING ? 1 : stamp;
        return new BrokerCounters(
                stopwatchMs,
                stamp,
                records,
                bytesIn,
                bytesOut,
                directories,
                stamp == knownStamp ? null : topics(all),
                replicas);
    }

    private static List<Topic> topics(Collection<Partition> all) {
        Map<String, long[]> sums = new HashMap<>();
        for (Partition partition : all) {
            long records = partition.appendedRecords();
            long bytesOut = partition.pendingFetches().readBytes();
            long sizeBytes = sizeOfLed(partition);
            if (records > 0 || bytesOut > 0 || sizeBytes > 0) {
                long[] sum = sums.computeIfAbsent(partition.id().topic(), _ -> new long[4]);
                sum[0] += records;
                sum[1] += partition.appendedBytes();
                sum[2] += bytesOut;
                sum[3] += sizeBytes;
            }
        }
        List<Topic> topics = new ArrayList<>(sums.size());
        sums.forEach((name, sum) -> topics.add(new Topic(name, sum[0], sum[1], sum[2], sum[3])));
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
                                FollowerLags.of(partition, clock.nanoTime() / 1_000_000),
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
