package io.taffrail.simulation.storage;

/** Paths that a swarm must have taken to have tested anything. */
enum Mark {
    CRASH,
    KILLED,
    FILE_LOST,
    FOLLOWED,
    FOLLOWED_A_CUT_BATCH,
    RECORDS_DELETED,
    STARTED_ANEW,
    TORN_TAIL_CUT,
    UNSYNCED_LOST,
    UNSYNCED_KEPT,
    DUPLICATE_ANSWERED,
    DUPLICATE_ANSWERED_AFTER_RECOVERY,
    DISK_FULL,
    APPEND_AFTER_FULL,
    SYNC_FAILED,
    RETENTION_DELETED,
    TRUNCATED,
    CLEAN_RESTART,
    SEGMENT_ROLLED,
    APPEND_DURING_SYNC,
    JOURNALED,
    JOURNAL_FILE_FULL,
    PUT_BACK
}
