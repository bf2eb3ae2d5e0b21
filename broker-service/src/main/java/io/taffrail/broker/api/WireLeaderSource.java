package io.taffrail.broker.api;

import io.taffrail.broker.link.LeaderSource;
import io.taffrail.broker.partition.FromLeader;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.replication.Divergence.EpochEnd;
import io.taffrail.broker.replication.ReplicaPosition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.errors.ErrorTable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.FetchSessionHandler;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.LogContext;

/**
 * Fetches from a leader as followers do: in a session, so that what has not changed is not said
 * again (KIP-227), with the last epoch, so that the leader sees where logs part (KIP-595).
 */
public final class WireLeaderSource implements LeaderSource {

    private static final int LANE = 10;
    private static final short VERSION = 17;
    private static final int RESPONSE_BYTES_MAX = 10 * 1024 * 1024;
    private static final int PARTITION_BYTES_MAX = 1024 * 1024;

    /** Short, because a partition that comes to this leader meanwhile has to wait for it. */
    private static final int WAIT_MS = 100;

    private static final int TIMEOUT_MS = 10_000;

    private final NodeClient client;
    private final NodeAddress leader;
    private final int localId;
    private final LongSupplier localNodeEpoch;
    private final FetchSessionHandler session;
    private final Map<TopicIdPartition, PartitionId> asked = new HashMap<>();
    private long askedInNodeEpoch = -1;

    public WireLeaderSource(
            NodeClient client,
            NodeAddress leader,
            int leaderId,
            int localId,
            LongSupplier localNodeEpoch) {
        this.client = client;
        this.leader = leader;
        this.localId = localId;
        this.localNodeEpoch = localNodeEpoch;
        this.session = new FetchSessionHandler(new LogContext(), leaderId);
    }

    @Override
    public CompletableFuture<Map<PartitionId, FromLeader>> fetch(Map<PartitionId, Wanted> wanted) {
        long nodeEpoch = localNodeEpoch.getAsLong();
        if (nodeEpoch != askedInNodeEpoch) {
            // Leaders count what was asked for under the registration of then: ask for all anew.
            session.handleError(new IllegalStateException("registered anew"));
            askedInNodeEpoch = nodeEpoch;
        }
        FetchRequestData request = request(wanted);
        return client.sendExactly(
                        leader, LANE, request, VERSION, TIMEOUT_MS, FetchResponseData.class)
                .handle((response, failure) -> {
                    if (response == null) {
                        session.handleError(failure);
                        throw new IllegalStateException(failure.getMessage(), failure);
                    }
                    return read(response);
                });
    }

    private FetchRequestData request(Map<PartitionId, Wanted> wanted) {
        asked.clear();
        FetchSessionHandler.Builder builder = session.newBuilder(wanted.size(), false);
        wanted.forEach((id, want) -> {
            var name = new TopicPartition(id.topic(), id.partition());
            Uuid topicId = Ids.wire(id.topicId());
            asked.put(new TopicIdPartition(topicId, name), id);
            builder.add(name, position(topicId, want));
        });
        FetchSessionHandler.FetchRequestData data = builder.build();
        var request =
                new FetchRequestData()
                        .setReplicaState(
                                new FetchRequestData.ReplicaState()
                                        .setReplicaId(localId)
                                        .setReplicaEpoch(askedInNodeEpoch))
                        .setMaxWaitMs(WAIT_MS)
                        .setMinBytes(1)
                        .setMaxBytes(RESPONSE_BYTES_MAX)
                        .setSessionId(data.metadata().sessionId())
                        .setSessionEpoch(data.metadata().epoch());
        data.toSend().forEach((name, position) -> add(request, name, position));
        data.toForget().forEach(gone -> forget(request, gone));
        data.toReplace().forEach(gone -> forget(request, gone));
        return request;
    }

    private static FetchRequest.PartitionData position(Uuid topicId, Wanted want) {
        ReplicaPosition at = want.position();
        return new FetchRequest.PartitionData(
                topicId,
                at.fetchOffset(),
                at.logStartOffset(),
                PARTITION_BYTES_MAX,
                Optional.of(want.leaderEpoch()),
                at.lastFetchedEpoch() < 0 ? Optional.empty() : Optional.of(at.lastFetchedEpoch()));
    }

    private static void add(
            FetchRequestData request, TopicPartition name, FetchRequest.PartitionData position) {
        var topics = request.topics();
        var last = topics.isEmpty() ? null : topics.getLast();
        if (last == null || !last.topicId().equals(position.topicId)) {
            last =
                    new FetchRequestData.FetchTopic()
                            .setTopic(name.topic())
                            .setTopicId(position.topicId);
            topics.add(last);
        }
        last.partitions()
                .add(
                        new FetchRequestData.FetchPartition()
                                .setPartition(name.partition())
                                .setFetchOffset(position.fetchOffset)
                                .setLogStartOffset(position.logStartOffset)
                                .setPartitionMaxBytes(position.maxBytes)
                                .setCurrentLeaderEpoch(position.currentLeaderEpoch.orElse(-1))
                                .setLastFetchedEpoch(position.lastFetchedEpoch.orElse(-1)));
    }

    private static void forget(FetchRequestData request, TopicIdPartition gone) {
        var topic =
                new FetchRequestData.ForgottenTopic()
                        .setTopic(gone.topic())
                        .setTopicId(gone.topicId());
        topic.partitions().add(gone.partition());
        request.forgottenTopicsData().add(topic);
    }

    private Map<PartitionId, FromLeader> read(FetchResponseData response) {
        Map<PartitionId, FromLeader> answers = new HashMap<>();
        if (!session.handleResponse(FetchResponse.of(response), VERSION)) {
            // The session is over; the next request begins another one.
            return answers;
        }
        for (var topic : response.responses()) {
            String name = session.sessionTopicNames().getOrDefault(topic.topicId(), "");
            for (var partition : topic.partitions()) {
                var key =
                        new TopicIdPartition(
                                topic.topicId(),
                                new TopicPartition(name, partition.partitionIndex()));
                PartitionId id = asked.get(key);
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
