package io.taffrail.protocol.wire;

import java.util.List;

/**
 * How far a partition's replicas have got at one moment, as its leader knows it.
 *
 * @param leaderEpoch of the leadership that says so
 * @param endOffset after the last record in the leader's log
 * @param syncedOffset after the last record that is on the leader's disk
 * @param highWatermark after the last record that consumers may read
 */
public record PartitionStanding(
        int leaderEpoch,
        long endOffset,
        long syncedOffset,
        long highWatermark,
        List<Follower> followers) {

    /**
     * @param endOffset after the last record that it has on its disk: what it has asked for since;
     *     -1 before it has fetched from this leader
     */
    public record Follower(int id, long endOffset) {}
}
