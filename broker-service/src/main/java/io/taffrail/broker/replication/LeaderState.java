package io.taffrail.broker.replication;

import io.taffrail.kernel.metadata.PartitionImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far the replicas of a partition have got, as its leader knows it, and who of them is in sync.
 * The high watermark is the end of what every in-sync replica has durably; it never goes back while
 * this leader leads, and stands still while fewer are in sync than {@code min.insync.replicas} asks
 * for (KIP-966).
 *
 * <p>Times are readings of a stopwatch in milliseconds.
 */
public final class LeaderState {

    private final int localId;
    private final int leaderEpoch;
    private final long epochStartOffset;
    private final LongSupplier lagMaxMs;
    private final IntPredicate isActive;
    private final IsrState isr;
    private final Map<Integer, FollowerProgress> followers = new HashMap<>();

    private List<Integer> replicas;
    private int minInSyncReplicas;
    private long endOffset;
    private long durableEndOffset;
    private long highWatermark;
    private long refusedUntilMs = Long.MIN_VALUE;

    /**
     * @param endOffset where the leader's log ends at the beginning of its epoch
     * @param highWatermark what was known to be replicated before
     * @param minInSyncReplicas the topic's setting; of a topic with fewer replicas, all are needed
     * @param lagMaxMs {@code replica.lag.time.max.ms}: who has not had everything for so long is
     *     not in sync
     * @param isActive whether the controller lets that broker serve; nobody waits for any other to
     *     join, though it may still fetch while it shuts down (KIP-841)
     */
    public LeaderState(
            int localId,
            PartitionImage image,
            long endOffset,
            long highWatermark,
            int minInSyncReplicas,
            LongSupplier lagMaxMs,
            IntPredicate isActive,
            long nowMs) {
        this.localId = localId;
        this.leaderEpoch = image.leaderEpoch();
        this.epochStartOffset = endOffset;
        this.endOffset = endOffset;
        this.highWatermark = highWatermark;
        this.minInSyncReplicas = minInSyncReplicas;
        this.lagMaxMs = lagMaxMs;
        this.isActive = isActive;
        this.isr = new IsrState(image);
        this.replicas = image.replicas();
        follow(image.replicas(), nowMs);
    }

    private void follow(List<Integer> nowReplicas, long nowMs) {
        replicas = nowReplicas;
        followers.keySet().removeIf(id -> !nowReplicas.contains(id));
        for (int id : nowReplicas) {
            if (id != localId) {
                long caughtUpMs =
                        isr.decided().contains(id) ? nowMs : nowMs - lagMaxMs.getAsLong() - 1;
                followers.computeIfAbsent(id, _ -> new FollowerProgress(caughtUpMs));
            }
        }
    }

    public int leaderEpoch() {
        return leaderEpoch;
    }

    public int partitionEpoch() {
        return isr.partitionEpoch();
    }

    /** The in-sync replicas that the controller has decided. */
    public List<Integer> isr() {
        return isr.decided();
    }

    /** Whether so many are in sync that what is acknowledged is safe. */
    public boolean hasEnoughInSync() {
        return isr.decided().size() >= neededInSync();
    }

    /** {@code min.insync.replicas}, or all replicas where there are fewer. */
    public int neededInSync() {
        return Math.min(minInSyncReplicas, replicas.size());
    }

    public boolean hasFollowers() {
        return !followers.isEmpty();
    }

    /** Whether all is replicated again that was there when this leader's epoch began. */
    public boolean isSettled() {
        return highWatermark >= epochStartOffset;
    }

    /** The offset after the last replicated record. */
    public long highWatermark() {
        return highWatermark;
    }

    /** The topic's setting has changed. */
    public boolean onMinInSyncReplicas(int min, long nowMs) {
        minInSyncReplicas = min;
        return advance(nowMs);
    }

    /** The leader's own log has grown to that end. */
    public void onAppended(long newEndOffset, long nowMs) {
        for (FollowerProgress follower : followers.values()) {
            follower.onLeaderGrows(endOffset, nowMs);
        }
        endOffset = Math.max(endOffset, newEndOffset);
    }

    /**
     * The leader's own log is durable up to that offset.
     *
     * @return whether the high watermark advanced
     */
    public boolean onLocalDurable(long offset, long nowMs) {
        durableEndOffset = Math.max(durableEndOffset, offset);
        endOffset = Math.max(endOffset, offset);
        return advance(nowMs);
    }

    /**
     * A follower asks for what comes after the offset, because it has what is before on its disk.
     *
     * @param nodeEpoch the follower's registration, so that a restarted one is told from its past
     * @return whether the high watermark advanced
     */
    public boolean onFollowerFetch(int replicaId, long nodeEpoch, long fetchOffset, long nowMs) {
        FollowerProgress follower = followers.get(replicaId);
        if (follower == null || !follower.onFetch(nodeEpoch, fetchOffset, endOffset, nowMs)) {
            return false;
        }
        if (!isr.mayContain(replicaId) && !isActive.test(replicaId)) {
            follower.onAway();
        }
        return advance(nowMs);
    }

    /**
     * The controller has changed the partition under the same leader.
     *
     * @return whether the high watermark advanced
     */
    public boolean onChanged(PartitionImage image, long nowMs) {
        follow(image.replicas(), nowMs);
        List<Integer> before = isr.decided();
        if (!isr.onDecided(image.partitionEpoch(), image.isr())) {
            return false;
        }
        followers.forEach((id, follower) -> {
            if (before.contains(id) && !isr.decided().contains(id)) {
                follower.onAway();
            }
        });
        return advance(nowMs);
    }

    /** The proposal will not be granted. The next one waits a little. */
    public boolean onProposalRefused(Proposal proposal, long nowMs, long pauseMs) {
        if (proposal.partitionEpoch() != isr.partitionEpoch()) {
            // Old news: the partition has changed since, and there may be another proposal.
            return false;
        }
        isr.withdraw();
        refusedUntilMs = nowMs + pauseMs;
        return advance(nowMs);
    }

    /**
     * @param members the new in-sync replicas, each with the registration that it was heard from
     */
    public record Proposal(int leaderEpoch, int partitionEpoch, Map<Integer, Long> members) {}

    /**
     * The in-sync replicas to ask the controller for, when they are others than now; one request at
     * a time. From here on whoever is named counts as in sync until there is an answer.
     */
    public @Nullable Proposal propose(long localNodeEpoch, long nowMs) {
        if (isr.isUndecided() || nowMs < refusedUntilMs) {
            return null;
        }
        List<Integer> wanted = new ArrayList<>(replicas.size());
        for (int id : replicas) {
            if (id == localId || isToBeInSync(id, nowMs)) {
                wanted.add(id);
            }
        }
        boolean isSame = wanted.size() == isr.decided().size() && wanted.containsAll(isr.decided());
        if (isSame) {
            return null;
        }
        isr.propose(List.copyOf(wanted));
        Map<Integer, Long> members = new HashMap<>();
        for (int id : wanted) {
            FollowerProgress follower = followers.get(id);
            members.put(id, follower == null ? localNodeEpoch : follower.nodeEpoch());
        }
        return new Proposal(leaderEpoch, isr.partitionEpoch(), members);
    }

    private boolean isToBeInSync(int id, long nowMs) {
        FollowerProgress follower = followers.get(id);
        if (follower == null) {
            return false;
        }
        if (isr.decided().contains(id)) {
            return follower.isInStep(endOffset, nowMs, lagMaxMs.getAsLong());
        }
        long has = follower.durableEndOffset();
        return has >= highWatermark
                && has >= epochStartOffset
                && follower.isInStep(endOffset, nowMs, lagMaxMs.getAsLong())
                && isActive.test(id);
    }

    /**
     * How far one follower is behind.
     *
     * @param endOffset after the last record that it has durably; -1 before it has fetched
     * @param records offsets that it lacks; -1 before it has fetched
     * @param ms since when it has not had everything; 0 when it has, -1 when that is not known
     */
    public record FollowerLag(long endOffset, long records, long ms) {}

    /** How far each follower is behind, by its id. */
    public Map<Integer, FollowerLag> lags(long nowMs) {
        Map<Integer, FollowerLag> lags = new HashMap<>();
        followers.forEach((id, follower) -> {
            long has = follower.durableEndOffset();
            long records = has < 0 ? -1 : Math.max(0, endOffset - has);
            lags.put(id, new FollowerLag(has, records, follower.behindMs(endOffset, nowMs)));
        });
        return lags;
    }

    private boolean advance(long nowMs) {
        if (!hasEnoughInSync()) {
            return false;
        }
        long replicated = durableEndOffset;
        for (var entry : followers.entrySet()) {
            FollowerProgress follower = entry.getValue();
            boolean isCatchingUp =
                    follower.durableEndOffset() >= 0
                            && follower.isInStep(endOffset, nowMs, lagMaxMs.getAsLong())
                            && isActive.test(entry.getKey());
            // Waiting for who is about to join, or under load nobody could ever join.
            if (isr.mayContain(entry.getKey()) || isCatchingUp) {
                replicated = Math.min(replicated, Math.max(0, follower.durableEndOffset()));
            }
        }
        boolean advances = replicated > highWatermark;
        if (advances) {
            highWatermark = replicated;
        }
        return advances;
    }
}
