package io.taffrail.gateway.link;

import io.taffrail.gateway.link.ClusterAdmin.Done;
import io.taffrail.kernel.fault.Rejected;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks the controller for what operators need: who has which replica, who leads, who belongs to the
 * cluster. Separate from {@link ClusterAdmin}, which the paths of records use too.
 */
public interface ClusterOperations {

    /**
     * Begins, replaces or cancels reassignments, each by itself.
     *
     * @param mayResize whether a partition may get more or fewer replicas than it has
     */
    CompletableFuture<Answer<List<Outcome>>> reassign(List<Move> moves, boolean mayResize);

    /**
     * Elects leaders, for each partition by itself.
     *
     * @param unclean whether a replica that lacks acknowledged records may lead where nobody does;
     *     otherwise the first replica shall lead
     * @param partitions which ones; null for all, of which only those are answered that needed one
     */
    CompletableFuture<Answer<List<Outcome>>> electLeaders(
            boolean unclean, @Nullable List<TopicPartition> partitions);

    /** Forgets a node that will not come back. */
    CompletableFuture<Answer<Done>> unregister(int nodeId);

    /** How the controllers' log stands. */
    CompletableFuture<Answer<Quorum>> describeQuorum();

    /**
     * Another controller that votes; it must run and wait for that (KIP-853).
     *
     * @param host where it listens for the other controllers
     */
    CompletableFuture<Answer<Done>> addVoter(int id, String host, int port);

    /** A controller that votes no more. */
    CompletableFuture<Answer<Done>> removeVoter(int id);

    /**
     * @param replicas the brokers that the partition shall have, the preferred leader first; null
     *     to go back to those that it had
     */
    record Move(TopicPartition partition, @Nullable List<Integer> replicas) {}

    /**
     * @param refused null when it was done
     */
    record Outcome(TopicPartition partition, @Nullable Rejected refused) {}

    /**
     * @param leaderId the active controller
     * @param committedIndex the last entry that a majority has
     */
    record Quorum(int leaderId, int leaderEpoch, long committedIndex, List<Voter> voters) {
        public Quorum {
            voters = List.copyOf(voters);
        }
    }

    /**
     * @param host where it listens for the other controllers; null when it is alone and does not
     * @param port its port there; null as the host is
     * @param lastIndex the last entry that it is known to have, or -1
     * @param heardMs when the leader heard from it last, by the leader's clock; -1 when that is not
     *     known
     * @param caughtUpMs when it was last known to have everything, by the leader's clock, or -1
     */
    record Voter(
            int id,
            @Nullable String host,
            @Nullable Integer port,
            long lastIndex,
            long heardMs,
            long caughtUpMs) {}
}
