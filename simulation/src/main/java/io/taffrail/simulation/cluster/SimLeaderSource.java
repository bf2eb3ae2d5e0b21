package io.taffrail.simulation.cluster;

import io.taffrail.broker.link.LeaderSource;
import io.taffrail.broker.partition.FromLeader;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.kernel.metadata.NodeImage;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Fetches from a leader over the simulated network. */
final class SimLeaderSource implements LeaderSource {

    private static final long ANSWER_NS = 1_000_000_000;

    private final SimWorld world;
    private final BrokerLife follower;
    private final int leaderId;
    private final int localId;

    SimLeaderSource(SimWorld world, BrokerLife follower, int localId, NodeImage leader) {
        this.world = world;
        this.follower = follower;
        this.localId = localId;
        this.leaderId = leader.id();
    }

    @Override
    public CompletableFuture<Map<PartitionId, FromLeader>> fetch(Round round) {
        var answer = new CompletableFuture<Map<PartitionId, FromLeader>>();
        BrokerLife leader = world.broker(leaderId).life();
        follower.process()
                .after(
                        leader == null ? 1 : ANSWER_NS,
                        () -> answer.completeExceptionally(new IllegalStateException("no answer")));
        if (leader != null) {
            var asked = new HashMap<>(round.all());
            long nodeEpoch = follower.link().nodeEpoch();
            world.network()
                    .send(
                            localId,
                            leaderId,
                            leader.process(),
                            () ->
                                    new ReplicaFetch(world, leader, localId, nodeEpoch, asked)
                                            .begin(data -> reply(answer, data)));
        }
        return answer;
    }

    private void reply(
            CompletableFuture<Map<PartitionId, FromLeader>> answer,
            @Nullable Map<PartitionId, FromLeader> data) {
        world.network()
                .send(
                        leaderId,
                        localId,
                        follower.process(),
                        () -> answer.complete(data == null ? Map.of() : data));
    }
}
