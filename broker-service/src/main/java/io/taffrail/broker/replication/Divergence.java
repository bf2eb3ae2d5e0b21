package io.taffrail.broker.replication;

/**
 * Where two logs part. A leader says how far its own log goes in the last epoch that both may have;
 * what a follower has beyond that was never acknowledged, and goes (KIP-101, KIP-279, KIP-595).
 */
public final class Divergence {

    private Divergence() {}

    /** An epoch and the first offset after it; (-1, -1) when a log knows no such epoch. */
    public record EpochEnd(int epoch, long endOffset) {}

    /**
     * The offset that the follower's log must end at. It may have to ask again from there, when it
     * has never heard of the leader's epoch.
     *
     * @param leaders the leader's answer for the follower's last epoch
     * @param followers the follower's own end of the leader's epoch
     * @param endOffset where the follower's log ends
     */
    public static long truncationOffset(EpochEnd leaders, EpochEnd followers, long endOffset) {
        if (followers.epoch() < 0) {
            // No epoch in common at all: everything that the leader does not start with goes.
            return Math.min(Math.max(0, leaders.endOffset()), endOffset);
        }
        if (followers.epoch() != leaders.epoch()) {
            return Math.min(followers.endOffset(), endOffset);
        }
        return Math.min(Math.min(leaders.endOffset(), followers.endOffset()), endOffset);
    }
}
