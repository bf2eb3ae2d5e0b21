package io.taffrail.broker.api;

import io.taffrail.broker.link.LeaderSource;
import io.taffrail.broker.partition.FromLeader;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.replication.Divergence.EpochEnd;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.errors.ErrorTable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchResponse;

/**
 * Fetches from a leader as followers do: in a session, so that what has not changed is not said
 * again (KIP-227), with the last epoch, so that the leader sees where logs part (KIP-595).
 */
public final class WireLeaderSource implements LeaderSource {

    private static final short VERSION = 17;
    private static final int RESPONSE_BYTES_MAX = 10 * 1024 * 1024;
    private static final int PARTITION_BYTES_MAX = 1024 * 1024;

    /** Short, because a partition that comes to this leader meanwhile has to wait for it. */
    private static final int WAIT_MS = 100;

    private static final int TIMEOUT_MS = 10_000;

    private final NodeClient client;
    private final NodeAddress leader;
    private final int lane;
    private final int localId;
    private final LongSupplier localNodeEpoch;
    private final FollowerSession session = new FollowerSession();
    private long askedInNodeEpoch = -1;

    /**
     * @param lane of the connections to the leader, for this source alone: a request that waits at
     *     the leader holds up those behind it
     */
    public WireLeaderSource(
            NodeClient client,
            NodeAddress leader,
            int lane,
            int localId,
            LongSupplier localNodeEpoch) {
        this.client = client;
        this.leader = leader;
        this.lane = lane;
        this.localId = localId;
        this.localNodeEpoch = localNodeEpoch;
    }

    @Override
    public CompletableFuture<Map<PartitionId, FromLeader>> fetch(Round round) {
        long nodeEpoch = localNodeEpoch.getAsLong();
        if (nodeEpoch != askedInNodeEpoch) {
            // Leaders count what was asked for under the registration of then: ask for all anew.
            session.startOver();
            askedInNodeEpoch = nodeEpoch;
        }
        return client.sendExactly(
                        leader, lane, request(round), VERSION, TIMEOUT_MS, FetchResponseData.class)
                .handle((response, failure) -> {
                    if (response == null) {
                        session.startOver();
                        throw new IllegalStateException(failure.getMessage(), failure);
                    }
                    return read(response);
                });
    }

    private FetchRequestData request(Round round) {
        var request =
                new FetchRequestData()
                        .setReplicaState(
                                new FetchRequestData.ReplicaState()
                                        .setReplicaId(localId)
                                        .setReplicaEpoch(askedInNodeEpoch))
                        .setMaxWaitMs(WAIT_MS)
                        .setMinBytes(1)
                        .setMaxBytes(RESPONSE_BYTES_MAX);
        session.fill(request, round, PARTITION_BYTES_MAX);
        return request;
    }

    private Map<PartitionId, FromLeader> read(FetchResponseData response) {
        Map<PartitionId, FromLeader> answers = new HashMap<>();
        if (!session.accept(response)) {
            // The session is over; the next request begins another one.
            return answers;
        }
        for (var topic : response.responses()) {
            for (var partition : topic.partitions()) {
                PartitionId id = session.asked(topic.topicId(), partition.partitionIndex());
                if (id != null) {
                    answers.put(id, answer(partition));
                }
            }
        }
        return answers;
    }

    private static FromLeader answer(FetchResponseData.PartitionData partition) {
        if (partition.errorCode() == Errors.OFFSET_OUT_OF_RANGE.code()
                && partition.logStartOffset() >= 0) {
            return new FromLeader.OutOfRange(partition.logStartOffset());
        }
        if (partition.errorCode() != Errors.NONE.code()) {
            Rejection reason = ErrorTable.rejection(partition.errorCode());
            return new FromLeader.Refused(
                    new Rejected(
                            reason == null ? Rejection.UNKNOWN_SERVER_ERROR : reason,
                            "the leader answers " + Errors.forCode(partition.errorCode())));
        }
        if (FetchResponse.isDivergingEpoch(partition)) {
            var end = partition.divergingEpoch();
            return new FromLeader.Diverges(new EpochEnd(end.epoch(), end.endOffset()));
        }
        ByteBuffer batches =
                partition.records() instanceof MemoryRecords records
                        ? records.buffer()
                        : ByteBuffer.allocate(0);
        return new FromLeader.Records(
                batches, partition.highWatermark(), partition.logStartOffset());
    }
}
