package io.taffrail.broker.replication;

/**
 * What a leader knows of one follower: how far its log is durable, and when it last had all that
 * the leader had. A follower that has everything is in step however long ago it fetched, since
 * there was nothing to fetch; whether it is alive at all is the controller's to say.
 */
final class FollowerProgress {

    /** The follower has not fetched yet in this epoch. */
    static final long UNKNOWN = -1;

    /** Far enough from any reading, and no difference to one overflows. */
    private static final long LONG_AGO_MS = Long.MIN_VALUE / 2;

    private long nodeEpoch = UNKNOWN;
    private long durableEndOffset = UNKNOWN;
    private long caughtUpMs;
    private long fetchedMs;
    private long leaderEndWhenFetched = UNKNOWN;
    private boolean isAway;

    /**
     * @param caughtUpMs when it is taken to have been in step: now for a member of the ISR, which
     *     thereby gets its time to show itself
     */
    FollowerProgress(long caughtUpMs) {
        this.caughtUpMs = caughtUpMs;
    }

    /** The registration that the last fetch came from, or {@link #UNKNOWN}. */
    long nodeEpoch() {
        return nodeEpoch;
    }

    /** Everything before this offset is on the follower's disk; {@link #UNKNOWN} before a fetch. */
    long durableEndOffset() {
        return durableEndOffset;
    }

    /**
     * The follower asks for what comes after the offset, because it has what is before on its disk.
     *
     * @return whether that is news; a fetch of an earlier incarnation is not
     */
    boolean onFetch(long ofNodeEpoch, long fetchOffset, long leaderEndOffset, long nowMs) {
        if (ofNodeEpoch < nodeEpoch) {
            return false;
        }
        if (fetchOffset >= leaderEndOffset) {
            caughtUpMs = nowMs;
        } else if (leaderEndWhenFetched != UNKNOWN && fetchOffset >= leaderEndWhenFetched) {
            // It has all that there was when it asked last: a busy leader is never caught up with.
            caughtUpMs = Math.max(caughtUpMs, fetchedMs);
        }
        isAway = false;
        nodeEpoch = ofNodeEpoch;
        durableEndOffset = fetchOffset;
        fetchedMs = nowMs;
        leaderEndWhenFetched = leaderEndOffset;
        return true;
    }

    /** The leader's log grows beyond that end, so who had everything has it no longer. */
    void onLeaderGrows(long endOffsetBefore, long nowMs) {
        if (durableEndOffset >= endOffsetBefore && !isAway) {
            caughtUpMs = nowMs;
        }
    }

    /**
     * It was taken out of the ISR, so it may be dead: what it had counts for as long as there is
     * nothing newer, and after that only what it fetches from now on.
     */
    void onAway() {
        isAway = true;
        caughtUpMs = LONG_AGO_MS;
        leaderEndWhenFetched = UNKNOWN;
    }

    /** Since when it has not had everything; 0 when it has, -1 when that is not known. */
    long behindMs(long leaderEndOffset, long nowMs) {
        if (durableEndOffset >= leaderEndOffset) {
            return 0;
        }
        return caughtUpMs == LONG_AGO_MS ? UNKNOWN : Math.max(0, nowMs - caughtUpMs);
    }

    /** Whether it had everything at some time not longer ago than that. */
    boolean isInStep(long leaderEndOffset, long nowMs, long lagMaxMs) {
        return durableEndOffset >= leaderEndOffset || nowMs - caughtUpMs <= lagMaxMs;
    }
}
