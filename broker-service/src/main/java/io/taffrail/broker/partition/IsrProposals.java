package io.taffrail.broker.partition;

import io.taffrail.broker.replication.LeaderState.Proposal;
import io.taffrail.kernel.fault.Rejected;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Asks the controller for other in-sync replicas. */
public interface IsrProposals {

    /**
     * Asks until there is an answer: a request that got none may still be granted.
     *
     * @param isWanted whether the leader still leads and waits; any thread
     * @param onOutcome called once, on any thread
     */
    void propose(
            PartitionId id,
            Proposal proposal,
            BooleanSupplier isWanted,
            Consumer<Outcome> onOutcome);

    /** What the controller says. */
    sealed interface Outcome {

        /** The partition as it now is; not always as proposed. */
        record Decided(int leaderEpoch, int partitionEpoch, List<Integer> isr) implements Outcome {}

        /** Refused for good; a later proposal may be granted. */
        record Refused(Rejected reason) implements Outcome {}
    }
}
