package io.taffrail.kernel.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Who replicates a partition and who leads it.
 *
 * @param replicas all replicas; the first is the preferred leader
 * @param isr the replicas known to have everything that was acknowledged
 * @param elr replicas that left the ISR below the minimum but still have everything (KIP-966)
 * @param lastKnownElr the last such set, for a person who must choose after a disaster
 * @param leader the leader's id, or {@link #NO_LEADER}
 * @param leaderEpoch rises with each change of leader or coordinator; fences those before
 * @param partitionEpoch rises with each change of anything here; fences stale ISR requests
 * @param addingReplicas replicas that a reassignment brings
 * @param removingReplicas replicas that a reassignment takes away
 * @param directories the log directory of each replica, in the order of {@code replicas}; {@link
 *     #UNASSIGNED_DIRECTORY} where the broker chooses
 * @param coordinator the gateway that writes to it when its topic is coordinated ({@link
 *     CoordinatedTopics}), or {@link #NO_COORDINATOR}; a change raises the leader epoch, so that
 *     what the one before still sends is refused
 */
public record PartitionImage(
        int partition,
        List<Integer> replicas,
        List<Integer> isr,
        List<Integer> elr,
        List<Integer> lastKnownElr,
        int leader,
        int leaderEpoch,
        int partitionEpoch,
        List<Integer> addingReplicas,
        List<Integer> removingReplicas,
        List<UUID> directories,
        int coordinator) {

    public static final int NO_LEADER = -1;
    public static final int NO_COORDINATOR = -1;
    public static final UUID UNASSIGNED_DIRECTORY = new UUID(0, 0);

    public PartitionImage {
        replicas = List.copyOf(replicas);
        isr = List.copyOf(isr);
        elr = List.copyOf(elr);
        lastKnownElr = List.copyOf(lastKnownElr);
        addingReplicas = List.copyOf(addingReplicas);
        removingReplicas = List.copyOf(removingReplicas);
        directories = List.copyOf(directories);
    }

    /** A new partition: every replica is in sync, for there is nothing to have missed. */
    public static PartitionImage created(int partition, List<Integer> replicas, List<Integer> isr) {
        return new PartitionImage(
                partition,
                replicas,
                isr,
                List.of(),
                List.of(),
                isr.isEmpty() ? NO_LEADER : isr.getFirst(),
                0,
                0,
                List.of(),
                List.of(),
                replicas.stream().map(_ -> UNASSIGNED_DIRECTORY).toList(),
                NO_COORDINATOR);
    }

    public boolean hasLeader() {
        return leader != NO_LEADER;
    }

    public boolean hasCoordinator() {
        return coordinator != NO_COORDINATOR;
    }

    public boolean hasReplica(int nodeId) {
        return replicas.contains(nodeId);
    }

    /** Whether it is on its way to other replicas (KIP-455). */
    public boolean isReassigning() {
        return !addingReplicas.isEmpty() || !removingReplicas.isEmpty();
    }

    /** The replicas that it has, or is to have once a reassignment is through. */
    public List<Integer> targetReplicas() {
        return replicas.stream().filter(id -> !removingReplicas.contains(id)).toList();
    }

    /**
     * The same partition on other replicas. When one of those before is let go, the leader epoch
     * rises even under the same leader: a fetch that it sent then cannot count as one of its next
     * life here, which starts with nothing.
     *
     * @param adding which of the new replicas a reassignment brings
     * @param removing which of the new replicas a reassignment takes away in the end
     */
    public PartitionImage withReplicas(
            List<Integer> newReplicas,
            List<Integer> adding,
            List<Integer> removing,
            int newLeader,
            List<Integer> newIsr,
            List<Integer> newElr) {
        boolean isFenced = newLeader != leader || !newReplicas.containsAll(replicas);
        return new PartitionImage(
                partition,
                newReplicas,
                newIsr,
                newElr,
                lastKnownElr(newIsr, newElr),
                newLeader,
                isFenced ? leaderEpoch + 1 : leaderEpoch,
                partitionEpoch + 1,
                adding,
                removing,
                newReplicas.stream().map(this::directoryOf).toList(),
                coordinator);
    }

    private UUID directoryOf(int nodeId) {
        int at = replicas.indexOf(nodeId);
        return at < 0 ? UNASSIGNED_DIRECTORY : directories.get(at);
    }

    /** The same partition under another leader: the leader epoch rises, and with it fences. */
    public PartitionImage withLeader(int newLeader, List<Integer> newIsr, List<Integer> newElr) {
        return new PartitionImage(
                partition,
                replicas,
                newIsr,
                newElr,
                lastKnownElr(newIsr, newElr),
                newLeader,
                leaderEpoch + 1,
                partitionEpoch + 1,
                addingReplicas,
                removingReplicas,
                directories,
                coordinator);
    }

    /** The same leader with another ISR: its epoch stays, for it goes on leading. */
    public PartitionImage withIsr(List<Integer> newIsr, List<Integer> newElr) {
        return new PartitionImage(
                partition,
                replicas,
                newIsr,
                newElr,
                lastKnownElr(newIsr, newElr),
                leader,
                leaderEpoch,
                partitionEpoch + 1,
                addingReplicas,
                removingReplicas,
                directories,
                coordinator);
    }

    /**
     * The same partition written to by another gateway, or by none. Its leader goes on leading, in
     * a new epoch: that is what fences the gateway before.
     */
    public PartitionImage withCoordinator(int gatewayId) {
        return new PartitionImage(
                partition,
                replicas,
                isr,
                elr,
                lastKnownElr,
                leader,
                leaderEpoch + 1,
                partitionEpoch + 1,
                addingReplicas,
                removingReplicas,
                directories,
                gatewayId);
    }

    /** Remembers who had everything last, when nobody has any more. */
    private List<Integer> lastKnownElr(List<Integer> newIsr, List<Integer> newElr) {
        boolean isAnybodyLeft = !newIsr.isEmpty() || !newElr.isEmpty();
        if (isAnybodyLeft) {
            return List.of();
        }
        List<Integer> had = new ArrayList<>(isr);
        elr.stream().filter(id -> !isr.contains(id)).forEach(had::add);
        return had.isEmpty() ? lastKnownElr : had;
    }
}
