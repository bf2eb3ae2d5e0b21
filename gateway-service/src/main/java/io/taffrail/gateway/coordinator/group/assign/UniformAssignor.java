package io.taffrail.gateway.coordinator.group.assign;

import java.util.Map;

/**
 * {@code uniform}: members get equally many partitions where their subscriptions allow it, and keep
 * what they had where that does not stand against it.
 */
final class UniformAssignor implements Assignor {

    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public Map<String, PartitionSet> assign(Roster roster) {
        return roster.isHomogeneous() ? EvenSpread.of(roster) : new FairSpread(roster).spread();
    }
}
