package io.taffrail.broker.link;

import io.taffrail.broker.partition.Followings;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.replication.ReplicationThrottle;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.runtime.Loop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Fetchers on each loop that has partitions, for those alone: what a leader answers is appended
 * where it arrives, and a loop that is busy holds up no fetch for another's partitions.
 */
public final class FetchersByLoop implements Followings {

    private final Map<Loop, ReplicaFetchers> byLoop = new LinkedHashMap<>();

    /** How a leader is asked. */
    @FunctionalInterface
    public interface LeaderSources {

        /**
         * @param turn of the loop among the loops; each has its own way to the leader, where its
         *     requests wait for nobody else's
         */
        LeaderSource of(NodeImage leader, int turn);
    }

    public FetchersByLoop(List<Loop> loops, LeaderSources sources, ReplicationThrottle throttle) {
        for (int i = 0; i < loops.size(); i++) {
            int turn = i;
            byLoop.put(
                    loops.get(i),
                    new ReplicaFetchers(
                            loops.get(i), leader -> sources.of(leader, turn), throttle));
        }
    }

    @Override
    public void follow(Partition partition, int leaderId, int leaderEpoch) {
        fetchers(partition).follow(partition, leaderId, leaderEpoch);
    }

    @Override
    public void unfollow(Partition partition) {
        fetchers(partition).unfollow(partition);
    }

    private ReplicaFetchers fetchers(Partition partition) {
        return Objects.requireNonNull(byLoop.get(partition.loop()));
    }

    /** Nodes may have come back at another address. Any thread, with ever newer images. */
    public void follow(MetadataImage next) {
        byLoop.values().forEach(each -> each.follow(next));
    }

    public void close() {
        byLoop.values().forEach(ReplicaFetchers::close);
    }
}
