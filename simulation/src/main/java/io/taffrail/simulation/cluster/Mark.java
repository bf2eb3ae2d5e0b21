package io.taffrail.simulation.cluster;

/** Paths that a swarm must have taken to have tested anything. */
enum Mark {
    /** A machine lost power. */
    CRASHED,
    /** A process died and its machine lived on. */
    KILLED,
    PAUSED,
    CUT,
    LOSSY,
    SLOW_DISK,
    DISK_FAILED,
    /** A record rotted on the disk of a broker that did not run. */
    ROTTED,
    /** A reader met it. */
    ROT_FOUND,
    CLOCK_SET,
    STOPPED_CLEANLY,
    WIPED,
    CONTROLLER_LOST,
    LEADER_CHANGED,
    NOBODY_LED,
    ELIGIBLE_REPLICA_ELECTED,
    ISR_SHRUNK,
    ISR_EXPANDED,
    /** A replica cut off what another leader never had. */
    TRUNCATED,
    /** A crash took bytes that were in a log. */
    UNSYNCED_LOST,
    /** A retried batch was answered with the offset that it has had for long. */
    DUPLICATE_ANSWERED,
    /** A batch was sent to who leads no longer. */
    STALE_LEADER_REFUSED,
    TOO_FEW_IN_SYNC,
    /** A broker that was paused asked before it went on. */
    BROKER_DOUBTED_ITSELF,
    /** A leader that heard from nobody sent clients away. */
    LEADER_CUT_OFF
}
