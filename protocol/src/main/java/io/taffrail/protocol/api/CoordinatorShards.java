package io.taffrail.protocol.api;

/** Which partition of a coordinated topic a group belongs to: as in Kafka, by its name's hash. */
public final class CoordinatorShards {

    private CoordinatorShards() {}

    /** The partition of {@code __consumer_offsets} that holds the group. */
    public static int shardOf(String groupId, int partitions) {
        int hash = groupId.hashCode();
        // The one number without a positive counterpart counts as 0.
        return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % partitions;
    }
}
