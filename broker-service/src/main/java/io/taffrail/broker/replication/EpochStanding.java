package io.taffrail.broker.replication;

/** How the leader epoch that somebody names stands to the one that this broker knows (KIP-320). */
public enum EpochStanding {
    CURRENT,
    /** This broker knows a later leader than the caller does. */
    FENCED,
    /** The caller knows a later leader than this broker does. */
    UNKNOWN,
    /** There is nothing here that could answer. */
    NOT_SERVING;

    /**
     * @param known the epoch that this broker serves under, below 0 when it serves nothing
     * @param named the epoch that the caller names, below 0 when it names none
     */
    public static EpochStanding of(int known, int named) {
        if (known < 0) {
            return NOT_SERVING;
        }
        if (named >= 0 && named < known) {
            return FENCED;
        }
        return named > known ? UNKNOWN : CURRENT;
    }
}
