package io.taffrail.broker.partition;

import io.taffrail.broker.replication.LeaderState;
import io.taffrail.broker.replication.LeaderState.FollowerLag;
import io.taffrail.broker.replication.LeaderState.Proposal;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.runtime.Loop;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the leader sees of its followers before the controller, and the decision back. On the
 * partition's loop.
 */
final class IsrNegotiation {

    private static final Logger LOG = LoggerFactory.getLogger(IsrNegotiation.class);
    private static final long PAUSE_MS = 500;

    private final PartitionId id;
    private final PartitionPorts ports;
    private final Loop loop;
    private final Consumer<LeaderState> onAdvanced;

    // Read by others, to ask no longer for a leader that is gone.
    private volatile int leaderEpoch = -1;

    /**
     * @param onAdvanced told when a decision moved the high watermark of that leadership
     */
    IsrNegotiation(
            PartitionId id, PartitionPorts ports, Loop loop, Consumer<LeaderState> onAdvanced) {
        this.id = id;
        this.ports = ports;
        this.loop = loop;
        this.onAdvanced = onAdvanced;
    }

    /** The controller has changed the partition under the same leader. */
    void onChanged(LeaderState state, PartitionImage image, int minInSyncReplicas) {
        boolean advanced = state.onChanged(image, ports.stopwatchMs());
        advanced |= state.onMinInSyncReplicas(minInSyncReplicas, ports.stopwatchMs());
        if (advanced) {
            onAdvanced.accept(state);
        }
        check(state);
    }

    /** A follower of that registration has everything before the offset on its disk. */
    void onFollowerFetch(LeaderState state, int replicaId, long nodeEpoch, long fetchOffset) {
        if (state.onFollowerFetch(replicaId, nodeEpoch, fetchOffset, ports.stopwatchMs())) {
            onAdvanced.accept(state);
        }
        if (!state.isr().contains(replicaId)) {
            check(state);
        }
    }

    /** Asks for other in-sync replicas if there should be others. */
    void check(LeaderState state) {
        leaderEpoch = state.leaderEpoch();
        Proposal proposal = state.propose(ports.nodeEpoch().getAsLong(), ports.stopwatchMs());
        if (proposal == null) {
            return;
        }
        LOG.info(
                "{} asks for the ISR {} in place of {}",
                id,
                proposal.members().keySet(),
                state.isr());
        ports.proposals()
                .propose(
                        id,
                        proposal,
                        () -> leaderEpoch == proposal.leaderEpoch(),
                        outcome -> loop.execute(() -> onOutcome(state, proposal, outcome)));
    }

    /**
     * What was decided counts when it comes with the image, which brings the settings that it was
     * decided under: a smaller ISR under an older, lower minimum would acknowledge too much. Only
     * that nothing will come is learned here.
     */
    private void onOutcome(LeaderState state, Proposal proposal, IsrProposals.Outcome outcome) {
        boolean isOver =
                switch (outcome) {
                    case IsrProposals.Outcome.Decided decided ->
                            decided.partitionEpoch() == proposal.partitionEpoch();
                    case IsrProposals.Outcome.Refused refused -> {
                        LOG.info("the ISR of {} stays: {}", id, refused.reason().message());
                        yield true;
                    }
                };
        if (isOver && state.onProposalRefused(proposal, ports.stopwatchMs(), PAUSE_MS)) {
            onAdvanced.accept(state);
        }
    }

    /**
     * How far each follower is behind, by its id; empty where this broker does not lead. Any
     * thread.
     *
     * @param role asked for on the loop
     */
    CompletableFuture<Map<Integer, FollowerLag>> lags(Supplier<Role> role) {
        var lags = new CompletableFuture<Map<Integer, FollowerLag>>();
        loop.execute(() ->
                lags.complete(
                        role.get() instanceof Role.Leader leader
                                ? leader.state().lags(ports.stopwatchMs())
                                : Map.of()));
        return lags;
    }

    /** This broker leads no longer. */
    void end() {
        leaderEpoch = -1;
    }
}
