package io.taffrail.simulation.cluster;

import io.taffrail.broker.partition.IsrProposals;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.replication.LeaderState.Proposal;
import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.IsrOutcome;
import io.taffrail.controller.command.CommandReply.IsrOutcomes;
import io.taffrail.controller.command.ControllerCommand.AlterPartitions;
import io.taffrail.controller.command.ControllerCommand.IsrMember;
import io.taffrail.controller.command.ControllerCommand.IsrProposal;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Proposals that are asked again until there is an answer, as over the wire. */
final class SimIsrProposals implements IsrProposals {

    private static final long RETRY_NS = 50_000_000;

    private final SimLink link;
    private final int localId;
    private final SimProcess process;

    SimIsrProposals(SimLink link, int localId, SimProcess process) {
        this.link = link;
        this.localId = localId;
        this.process = process;
    }

    @Override
    public void propose(
            PartitionId id,
            Proposal proposal,
            BooleanSupplier isWanted,
            Consumer<Outcome> onOutcome) {
        if (!isWanted.getAsBoolean()) {
            return;
        }
        List<IsrMember> members =
                proposal.members().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> new IsrMember(each.getKey(), each.getValue()))
                        .toList();
        var asked =
                new IsrProposal(
                        id.topicId(),
                        id.partition(),
                        proposal.leaderEpoch(),
                        proposal.partitionEpoch(),
                        members);
        link.propose(
                new AlterPartitions(localId, link.nodeEpoch(), List.of(asked)),
                reply -> {
                    Outcome outcome = outcome(proposal, reply);
                    if (outcome == null) {
                        process.after(RETRY_NS, () -> propose(id, proposal, isWanted, onOutcome));
                    } else {
                        onOutcome.accept(outcome);
                    }
                });
    }

    /** Null when only another try can tell. */
    private static @Nullable Outcome outcome(Proposal proposal, @Nullable CommandReply reply) {
        if (!(reply instanceof IsrOutcomes outcomes)) {
            return null;
        }
        IsrOutcome first = outcomes.outcomes().getFirst();
        PartitionImage state = first.state();
        boolean isNewer = state != null && state.partitionEpoch() > proposal.partitionEpoch();
        if (state != null && (first.refused() == null || isNewer)) {
            return new Outcome.Decided(state.leaderEpoch(), state.partitionEpoch(), state.isr());
        }
        return new Outcome.Refused(Objects.requireNonNull(first.refused()));
    }
}
