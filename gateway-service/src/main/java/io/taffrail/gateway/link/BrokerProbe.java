package io.taffrail.gateway.link;

import io.taffrail.protocol.wire.BrokerCounters;
import io.taffrail.protocol.wire.PartitionStanding;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks brokers what they have counted and what is on their disks; no log is opened for it. */
public interface BrokerProbe {

    /**
     * @param knownStamp of the answer before, or {@link BrokerCounters#NOTHING}; when nothing has
     *     changed since, topics are not told again
     * @param topic whose partitions are wanted too, or null
     */
    CompletableFuture<Answer<BrokerCounters>> counters(
            int brokerId, long knownStamp, @Nullable String topic);

    /** How far the partition's replicas are, by the leader that the metadata names now. */
    CompletableFuture<Answer<PartitionStanding>> standing(TopicPartition partition);
}
