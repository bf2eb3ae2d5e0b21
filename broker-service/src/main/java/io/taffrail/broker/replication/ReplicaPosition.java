package io.taffrail.broker.replication;

/**
 * Where a follower's log goes on, and by what its leader can tell whether the logs agree so far.
 *
 * @param fetchOffset the next offset; all before it is on the follower's disk
 * @param lastFetchedEpoch the leader epoch of the last record before it; -1 when there is none
 */
public record ReplicaPosition(long fetchOffset, int lastFetchedEpoch, long logStartOffset) {}
