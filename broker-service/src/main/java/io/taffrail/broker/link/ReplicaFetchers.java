package io.taffrail.broker.link;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.replication.ReplicationThrottle;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.runtime.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fetchers of one loop's partitions, one for each leader that these follow. A leader that has
 * registered anew may be at another address, so it gets another fetcher.
 */
final class ReplicaFetchers {

    private final Loop loop;
    private final Function<NodeImage, LeaderSource> sources;
    private final ReplicationThrottle throttle;

    // Owned by the loop.
    private final Map<PartitionId, Following> followings = new HashMap<>();
    private final Map<Integer, Running> running = new HashMap<>();
    private MetadataImage image = MetadataImage.EMPTY;

    private record Following(Partition partition, int leaderId, int leaderEpoch) {}

    private record Running(NodeImage leader, ReplicaFetcher fetcher) {}

    /**
     * @param loop of the partitions, where the fetchers run too
     */
    ReplicaFetchers(
            Loop loop, Function<NodeImage, LeaderSource> sources, ReplicationThrottle throttle) {
        this.throttle = throttle;
        this.loop = loop;
        this.sources = sources;
    }

    /** From now on, and until the next word, the partition follows that broker in that epoch. */
    void follow(Partition partition, int leaderId, int leaderEpoch) {
        loop.execute(() -> {
            stop(partition);
            followings.put(partition.id(), new Following(partition, leaderId, leaderEpoch));
            ReplicaFetcher fetcher = fetcher(leaderId);
            if (fetcher != null) {
                fetcher.add(partition, leaderEpoch);
            }
        });
    }

    /** The partition follows nobody. */
    void unfollow(Partition partition) {
        loop.execute(() -> stop(partition));
    }

    private void stop(Partition partition) {
        Following before = followings.remove(partition.id());
        Running known = before == null ? null : running.get(before.leaderId());
        if (before != null && known != null) {
            known.fetcher().remove(partition.id());
            if (known.fetcher().isEmpty()) {
                known.fetcher().close();
                running.remove(before.leaderId());
            }
        }
    }

    /** Nodes may have come back at another address. Any thread, with ever newer images. */
    void follow(MetadataImage next) {
        loop.execute(() -> {
            image = next;
            for (int leaderId :
                    followings.values().stream()
                            .mapToInt(Following::leaderId)
                            .distinct()
                            .toArray()) {
                Running known = running.get(leaderId);
                NodeImage now = next.node(leaderId);
                boolean isSame = known != null && now != null && isSamePlace(known.leader(), now);
                if (!isSame) {
                    startAgain(leaderId);
                }
            }
        });
    }

    private static boolean isSamePlace(NodeImage before, NodeImage now) {
        return before.epoch() == now.epoch() && before.endpoints().equals(now.endpoints());
    }

    private void startAgain(int leaderId) {
        Running before = running.remove(leaderId);
        if (before != null) {
            before.fetcher().close();
        }
        ReplicaFetcher fetcher = fetcher(leaderId);
        if (fetcher == null) {
            return;
        }
        for (Following each : followings.values()) {
            if (each.leaderId() == leaderId) {
                fetcher.add(each.partition(), each.leaderEpoch());
            }
        }
    }

    /** Null while the leader's address is not known. */
    private @Nullable ReplicaFetcher fetcher(int leaderId) {
        Running known = running.get(leaderId);
        if (known != null) {
            return known.fetcher();
        }
        NodeImage leader = image.node(leaderId);
        if (leader == null) {
            return null;
        }
        var fetcher =
                new ReplicaFetcher("broker " + leaderId, sources.apply(leader), loop, throttle);
        running.put(leaderId, new Running(leader, fetcher));
        return fetcher;
    }

    void close() {
        loop.execute(() -> {
            running.values().forEach(each -> each.fetcher().close());
            running.clear();
            followings.clear();
        });
    }
}
