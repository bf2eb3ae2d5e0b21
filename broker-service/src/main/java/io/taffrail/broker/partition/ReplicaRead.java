package io.taffrail.broker.partition;

import io.taffrail.broker.replication.Divergence.EpochEnd;
import io.taffrail.broker.replication.EpochStanding;
import org.jspecify.annotations.Nullable;

/**
 * What a leader makes of a follower's fetch, whatever carries it. Nothing is given, and nothing
 * counted as replicated, before both are known to speak of the same leader and of the same records
 * (KIP-320, KIP-595).
 *
 * @param replicaId the follower
 * @param nodeEpoch the follower's registration, or -1
 * @param leaderEpoch the leader's epoch that the follower knows, below 0 when it names none
 * @param lastFetchedEpoch the epoch of the last record that it has, below 0 when it names none
 * @param fetchOffset where it reads: everything before is on its disk
 */
public record ReplicaRead(
        int replicaId, long nodeEpoch, int leaderEpoch, int lastFetchedEpoch, long fetchOffset) {

    /** What the leader found. */
    public sealed interface Finding {}

    /** No answer under this epoch; never with {@link EpochStanding#CURRENT}. */
    public record Refused(EpochStanding standing) implements Finding {}

    /** The follower's last epoch ends here: what it has beyond that is not the leader's. */
    public record Diverges(EpochEnd leaders) implements Finding {}

    /** The logs agree up to where the follower reads; it may read on up to the bound. */
    public record Agrees(long bound) implements Finding {}

    /**
     * @param isAssigned whether the metadata names the follower among the replicas
     */
    public Finding look(PartitionView view, boolean isAssigned) {
        EpochStanding standing = standing(view, leaderEpoch);
        if (standing != EpochStanding.CURRENT) {
            return new Refused(standing);
        }
        if (!isAssigned) {
            return new Refused(EpochStanding.NOT_SERVING);
        }
        EpochEnd leaders = divergence(view, lastFetchedEpoch, fetchOffset);
        return leaders == null ? new Agrees(view.log().endOffset()) : new Diverges(leaders);
    }

    /**
     * Counts what the follower has. Only after {@link #look} found in this very view that the logs
     * agree: under a later leader epoch they need not, and the partition then ignores it.
     */
    public void tell(Partition partition, PartitionView agreed) {
        partition.onFollowerFetch(agreed.leaderEpoch(), replicaId, nodeEpoch, fetchOffset);
    }

    /** Whether this broker may answer as the leader, under the epoch that the caller knows. */
    public static EpochStanding standing(PartitionView view, int knownLeaderEpoch) {
        EpochStanding standing = EpochStanding.of(view.leaderEpoch(), knownLeaderEpoch);
        return standing == EpochStanding.CURRENT && !view.isLeader()
                ? EpochStanding.NOT_SERVING
                : standing;
    }

    /**
     * Where the reader's last epoch ended here, if that is before what it has of it.
     *
     * @return null when the logs agree, or the reader names no epoch
     */
    public static @Nullable EpochEnd divergence(
            PartitionView view, int lastFetchedEpoch, long fetchOffset) {
        if (lastFetchedEpoch < 0) {
            return null;
        }
        var end = view.log().endOffsetFor(lastFetchedEpoch);
        boolean agrees = end.endOffset() >= fetchOffset && end.epoch() >= lastFetchedEpoch;
        return agrees ? null : new EpochEnd(end.epoch(), end.endOffset());
    }
}
