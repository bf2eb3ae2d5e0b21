package io.taffrail.simulation.group;

/** Paths that a run can take; a swarm that misses one tests less than it seems to. */
public enum GroupMark {
    COMMITTED,
    FETCHED,
    ASSIGNED,
    REVOKED,
    /** A member was thrown out and lost what it had. */
    LOST,
    /** A commit was refused because its member had been overtaken. */
    COMMIT_REFUSED,
    MOVED,
    LEADER_CHANGED,
    GATEWAY_CRASHED,
    GATEWAY_PAUSED,
    /** A gateway that lives was taken for dead, and its streams went with it. */
    GATEWAY_FENCED,
    /** A gateway died together with streams of its own. */
    STREAMS_CRASHED,
    MEMBER_CRASHED,
    MEMBER_PAUSED,
    MEMBER_LEFT,
    /** A member of the classic protocol is in a generation. */
    JOINED_CLASSIC,
    /** A classic group with members became one of KIP-848. */
    UPGRADED,
    /** A group in which only classic members were left became a classic one. */
    DOWNGRADED
}
