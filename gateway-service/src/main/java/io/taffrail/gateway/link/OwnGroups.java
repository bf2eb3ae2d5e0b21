package io.taffrail.gateway.link;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The groups of the shards that this gateway owns, as it knows them itself. Each group of the
 * cluster is one gateway's.
 */
public interface OwnGroups {

    /** Those of shards that are being loaded are left out. Never fails. */
    CompletableFuture<List<OwnGroup>> survey();

    /**
     * A group and where it stands.
     *
     * @param rebalances how often its partitions were shared out anew; survives a change of
     *     coordinator, and begins anew when the group is deleted
     * @param committed the next record to read in each partition
     * @param assigned what its members read; empty where that is not known
     */
    record OwnGroup(
            String group,
            int members,
            long rebalances,
            Map<TopicPartition, Long> committed,
            Set<TopicPartition> assigned) {}
}
