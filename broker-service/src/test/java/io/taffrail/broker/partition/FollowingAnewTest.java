package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.link.FetchersByLoop;
import io.taffrail.broker.link.LeaderSource;
import io.taffrail.broker.replication.ReplicationThrottle;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower learns of its leader's next epoch while a fetch of the one before is under way. */
class FollowingAnewTest {

    @TempDir Path root;

    private final HandLoop loop = new HandLoop();
    private final List<LeaderSource.Round> rounds = new ArrayList<>();
    private final List<CompletableFuture<Map<PartitionId, FromLeader>>> answers = new ArrayList<>();
    private final FetchersByLoop fetchers =
            new FetchersByLoop(
                    List.of(loop),
                    (_, _) -> this::fetch,
                    new ReplicationThrottle(2, Clock.system()));

    @Test
    void theRefusalOfTheEpochBeforeDoesNotHoldUpTheNext() throws IOException {
        fetchers.follow(MetadataImage.EMPTY.evolve(new NodeRegistered(leader()), 1));
        PartitionImage image = PartitionImage.created(0, List.of(1, 2), List.of(1, 2));
        var store = new SyncedAtOnce(root, 2);
        Partition other = partition(store, "other", image);
        Partition shard = partition(store, "shard", image);
        other.announce();
        shard.announce();
        answers.getLast().complete(Map.of());
        int before = rounds.size();

        shard.become(image.withCoordinator(1000), LogConfig.DEFAULT, 1);
        var fenced = new Rejected(Rejection.FENCED_LEADER_EPOCH, "epoch 1 is current");
        answers.getLast().complete(Map.of(shard.id(), new FromLeader.Refused(fenced)));

        assertThat(rounds).as("without a timer").hasSize(before + 1);
        assertThat(rounds.getLast().changed().get(shard.id()).leaderEpoch()).isEqualTo(1);
    }

    private CompletableFuture<Map<PartitionId, FromLeader>> fetch(LeaderSource.Round round) {
        var answer = new CompletableFuture<Map<PartitionId, FromLeader>>();
        rounds.add(round);
        answers.add(answer);
        return answer;
    }

    private Partition partition(LogStore store, String topic, PartitionImage image) {
        var ports = QuietPorts.of(2, store, fetchers, () -> 5);
        var id = new PartitionId(topic, new UUID(0, topic.hashCode()), 0);
        return new Partition(id, ports, loop, image, true, LogConfig.DEFAULT, 1);
    }

    private static NodeImage leader() {
        return new NodeImage(
                1,
                NodeRole.BROKER,
                1,
                new UUID(1, 1),
                List.of(new Endpoint(Endpoint.KAFKA, "host-1", 9092)),
                null,
                false,
                false,
                List.of());
    }
}
