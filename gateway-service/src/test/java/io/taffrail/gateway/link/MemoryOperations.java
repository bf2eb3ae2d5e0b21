package io.taffrail.gateway.link;

import io.taffrail.gateway.link.ClusterAdmin.Done;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnregistered;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What operators ask for, done to a cluster in memory, where reassignments never end. */
public final class MemoryOperations implements ClusterOperations {

    private final MemoryCluster cluster;

    public MemoryOperations(MemoryCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public CompletableFuture<Answer<List<Outcome>>> reassign(List<Move> moves, boolean mayResize) {
        List<Outcome> outcomes = new ArrayList<>();
        moves.forEach(move -> outcomes.add(new Outcome(move.partition(), reassign(move))));
        return CompletableFuture.completedFuture(Answer.of(outcomes));
    }

    private @Nullable Rejected reassign(Move move) {
        TopicImage topic = cluster.image().topic(move.partition().topic());
        if (topic == null) {
            return new Rejected(Rejection.UNKNOWN_TOPIC_OR_PARTITION, "no such topic");
        }
        PartitionImage now = topic.partition(move.partition().partition());
        List<Integer> had = new ArrayList<>(now.replicas());
        had.removeAll(now.addingReplicas());
        List<Integer> target = move.replicas();
        if (target == null && !now.isReassigning()) {
            return new Rejected(
                    Rejection.NO_REASSIGNMENT_IN_PROGRESS,
                    "partition " + move.partition() + " is not being reassigned");
        }
        List<Integer> replicas = new ArrayList<>(target == null ? had : target);
        List<Integer> adding = new ArrayList<>(replicas);
        adding.removeAll(had);
        List<Integer> removing = new ArrayList<>(had);
        removing.removeAll(replicas);
        replicas.addAll(removing);
        cluster.apply(
                new PartitionChanged(
                        topic.id(),
                        now.withReplicas(
                                replicas, adding, removing, now.leader(), now.isr(), now.elr()),
                        ChangeReason.REASSIGNMENT_BEGUN));
        return null;
    }

    @Override
    public CompletableFuture<Answer<List<Outcome>>> electLeaders(
            boolean unclean, @Nullable List<TopicPartition> partitions) {
        List<Outcome> outcomes = new ArrayList<>();
        for (TopicPartition name : partitions == null ? List.<TopicPartition>of() : partitions) {
            TopicImage topic = cluster.image().topic(name.topic());
            PartitionImage now = topic.partition(name.partition());
            int first = now.replicas().getFirst();
            if (now.leader() == first) {
                outcomes.add(
                        new Outcome(
                                name,
                                new Rejected(Rejection.ELECTION_NOT_NEEDED, "it leads already")));
            } else {
                cluster.apply(
                        new PartitionChanged(
                                topic.id(),
                                now.withLeader(first, now.isr(), now.elr()),
                                ChangeReason.PREFERRED_LEADER_ELECTED));
                outcomes.add(new Outcome(name, null));
            }
        }
        return CompletableFuture.completedFuture(Answer.of(outcomes));
    }

    @Override
    public CompletableFuture<Answer<Done>> unregister(int nodeId) {
        cluster.apply(new NodeUnregistered(nodeId));
        return CompletableFuture.completedFuture(Answer.of(Done.DONE));
    }

    @Override
    public CompletableFuture<Answer<Done>> addVoter(int id, String host, int port) {
        return CompletableFuture.completedFuture(
                Answer.refused(
                        Rejection.DUPLICATE_VOTER, "controller " + id + " is a voter already"));
    }

    @Override
    public CompletableFuture<Answer<Done>> removeVoter(int id) {
        return CompletableFuture.completedFuture(
                id == 9
                        ? Answer.refused(Rejection.VOTER_NOT_FOUND, "controller 9 is no voter")
                        : Answer.of(Done.DONE));
    }

    @Override
    public CompletableFuture<Answer<Quorum>> describeQuorum() {
        return CompletableFuture.completedFuture(
                Answer.of(
                        new Quorum(
                                3,
                                7,
                                100,
                                List.of(
                                        new Voter(2, "controller-2", 9094, 90, 1_000, -1),
                                        new Voter(3, "controller-3", 9094, 100, 2_000, 2_000),
                                        new Voter(4, null, null, -1, -1, -1)))));
    }
}
