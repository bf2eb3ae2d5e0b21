package io.taffrail.broker.replication;

import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The in-sync replicas as the controller has decided them, and as the leader has asked for. While
 * it is not known whether a request was granted, both count: a replica that may be in the ISR must
 * have what is acknowledged, and one that may still be in it too (KIP-497).
 */
final class IsrState {

    private int partitionEpoch;
    private List<Integer> decided;
    private @Nullable List<Integer> proposed;

    IsrState(PartitionImage image) {
        this.partitionEpoch = image.partitionEpoch();
        this.decided = image.isr();
    }

    int partitionEpoch() {
        return partitionEpoch;
    }

    List<Integer> decided() {
        return decided;
    }

    boolean isUndecided() {
        return proposed != null;
    }

    /** Whether that replica may be counted on after the leader is gone. */
    boolean mayContain(int replicaId) {
        List<Integer> wanted = proposed;
        return decided.contains(replicaId) || wanted != null && wanted.contains(replicaId);
    }

    void propose(List<Integer> isr) {
        proposed = isr;
    }

    /** The proposal was refused, and it is certain that it never will be granted. */
    void withdraw() {
        proposed = null;
    }

    /**
     * The controller's decision, through whichever door it came first.
     *
     * @return whether it was newer than what was known
     */
    boolean onDecided(int atPartitionEpoch, List<Integer> isr) {
        if (atPartitionEpoch <= partitionEpoch) {
            return false;
        }
        partitionEpoch = atPartitionEpoch;
        decided = List.copyOf(isr);
        proposed = null;
        return true;
    }
}
