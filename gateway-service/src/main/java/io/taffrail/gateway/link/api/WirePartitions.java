package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionWriter;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.link.api.Leaders.Leader;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.client.NodeClient;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Produce, Fetch and ListOffsets to the leader of one partition. Produce requests spread over a few
 * connections by their partition, so that those of one partition keep their order.
 */
public final class WirePartitions implements PartitionWriter, PartitionReader {

    private static final int PRODUCE_LANES = 4;
    static final int READ_LANE = PRODUCE_LANES;

    /**
     * A node refuses a request with acks=0 by closing the connection, which must not take with it
     * what others wait for.
     */
    private static final int UNANSWERED_LANE = READ_LANE + 1;

    private static final int FIRST_POLL_LANE = UNANSWERED_LANE + 1;

    /** What a request may take beyond the time that the node was told to wait. */
    static final int GRACE_MS = 5_000;

    static final int NO_REPLICA = -1;
    private static final int FULL_FETCH_EPOCH = -1;

    private final NodeClient client;
    private final Leaders leaders;
    private final WireOffsets manyOffsets;
    private final LongPollLanes polls = new LongPollLanes(FIRST_POLL_LANE);

    public WirePartitions(NodeClient client, Supplier<MetadataImage> image) {
        this.client = client;
        this.leaders = new Leaders(image);
        this.manyOffsets = new WireOffsets(client, leaders);
    }

    @Override
    public CompletableFuture<Answer<Produced>> produce(
            TopicPartition partition, ByteBuffer batch, Acks acks, int timeoutMs) {
        if (acks == Acks.NONE) {
            return produceUnanswered(partition, batch, timeoutMs);
        }
        int lane = Math.floorMod(partition.hashCode(), PRODUCE_LANES);
        return toLeader(
                partition,
                leader -> produceRequest(partition, leader, batch, acks.code(), timeoutMs),
                lane,
                timeoutMs + GRACE_MS,
                ProduceResponseData.class,
                WirePartitions::produced);
    }

    /** The batch counts as produced when its last byte was written (acks=0). */
    private CompletableFuture<Answer<Produced>> produceUnanswered(
            TopicPartition partition, ByteBuffer batch, int timeoutMs) {
        return switch (leaders.of(partition)) {
            case Answer.Refused<Leader> refused ->
                    CompletableFuture.completedFuture(Answer.refused(refused.rejected()));
            case Answer.Given<Leader> given -> {
                Leader leader = given.value();
                var request = produceRequest(partition, leader, batch, Acks.NONE.code(), timeoutMs);
                yield client.sendUnanswered(leader.address(), UNANSWERED_LANE, request, timeoutMs)
                        .handle((written, failure) ->
                                failure == null
                                        ? Answer.of(new Produced(-1, -1))
                                        : Refusals.unreachable(
                                                failure, "the leader of " + partition));
            }
        };
    }

    private static ProduceRequestData produceRequest(
            TopicPartition partition, Leader leader, ByteBuffer batch, short acks, int timeoutMs) {
        var ofPartition =
                new ProduceRequestData.PartitionProduceData()
                        .setIndex(partition.partition())
                        .setRecords(MemoryRecords.readableRecords(batch.duplicate()));
        var ofTopic =
                new ProduceRequestData.TopicProduceData()
                        .setName(partition.topic())
                        .setTopicId(Ids.wire(leader.topicId()))
                        .setPartitionData(List.of(ofPartition));
        var topics = new ProduceRequestData.TopicProduceDataCollection();
        topics.add(ofTopic);
        return new ProduceRequestData().setAcks(acks).setTimeoutMs(timeoutMs).setTopicData(topics);
    }

    private static Answer<Produced> produced(
            ProduceResponseData response, TopicPartition partition) {
        var answer = response.responses().iterator().next().partitionResponses().getFirst();
        return Refusals.isError(answer.errorCode())
                ? Refusals.of(answer.errorCode(), answer.errorMessage(), "writing to " + partition)
                : Answer.of(new Produced(answer.baseOffset(), answer.logAppendTimeMs()));
    }

    @Override
    public CompletableFuture<Answer<Fetched>> fetch(
            TopicPartition partition, long offset, int maxBytes, int maxWaitMs) {
        boolean isPoll = maxWaitMs > 0;
        int lane = isPoll ? polls.take() : READ_LANE;
        CompletableFuture<Answer<Fetched>> answer =
                toLeader(
                        partition,
                        leader -> fetchRequest(partition, leader, offset, maxBytes, maxWaitMs),
                        lane,
                        maxWaitMs + GRACE_MS,
                        FetchResponseData.class,
                        WirePartitions::fetched);
        return isPoll ? answer.whenComplete((value, failure) -> polls.giveBack(lane)) : answer;
    }

    private static FetchRequestData fetchRequest(
            TopicPartition partition, Leader leader, long offset, int maxBytes, int maxWaitMs) {
        var ofPartition =
                new FetchRequestData.FetchPartition()
                        .setPartition(partition.partition())
                        .setCurrentLeaderEpoch(leader.leaderEpoch())
                        .setFetchOffset(offset)
                        .setPartitionMaxBytes(maxBytes);
        var ofTopic =
                new FetchRequestData.FetchTopic()
                        .setTopic(partition.topic())
                        .setTopicId(Ids.wire(leader.topicId()))
                        .setPartitions(List.of(ofPartition));
        return new FetchRequestData()
                .setReplicaId(NO_REPLICA)
                .setMaxWaitMs(maxWaitMs)
                .setMinBytes(1)
                .setMaxBytes(maxBytes)
                .setSessionEpoch(FULL_FETCH_EPOCH)
                .setTopics(List.of(ofTopic));
    }

    private static Answer<Fetched> fetched(FetchResponseData response, TopicPartition partition) {
        if (Refusals.isError(response.errorCode())) {
            return Refusals.of(response.errorCode(), null, "reading " + partition);
        }
        var answer = response.responses().getFirst().partitions().getFirst();
        if (Refusals.isError(answer.errorCode())) {
            return Refusals.of(answer.errorCode(), null, "reading " + partition);
        }
        ByteBuffer batches =
                answer.records() instanceof MemoryRecords records
                        ? records.buffer()
                        : ByteBuffer.allocate(0);
        return Answer.of(new Fetched(batches, answer.highWatermark(), answer.logStartOffset()));
    }

    @Override
    public CompletableFuture<Answer<Long>> offset(TopicPartition partition, long timestampMs) {
        CompletableFuture<Answer<Long>> answer =
                toLeader(
                        partition,
                        leader -> offsetRequest(partition, leader, timestampMs),
                        READ_LANE,
                        GRACE_MS,
                        ListOffsetsResponseData.class,
                        WirePartitions::offset);
        boolean isByTime = timestampMs >= 0;
        // Kafka says -1 when no record is young enough: then the next one will be.
        return isByTime
                ? answer.thenCompose(found ->
                        found.equals(Answer.of(-1L))
                                ? offset(partition, LATEST)
                                : CompletableFuture.completedFuture(found))
                : answer;
    }

    @Override
    public CompletableFuture<Map<TopicPartition, Answer<Long>>> offsets(
            Collection<TopicPartition> partitions, long timestampMs) {
        return manyOffsets.ask(partitions, timestampMs);
    }

    private static ListOffsetsRequestData offsetRequest(
            TopicPartition partition, Leader leader, long timestampMs) {
        var ofPartition =
                new ListOffsetsRequestData.ListOffsetsPartition()
                        .setPartitionIndex(partition.partition())
                        .setCurrentLeaderEpoch(leader.leaderEpoch())
                        .setTimestamp(timestampMs);
        var ofTopic =
                new ListOffsetsRequestData.ListOffsetsTopic()
                        .setName(partition.topic())
                        .setPartitions(List.of(ofPartition));
        return new ListOffsetsRequestData().setReplicaId(NO_REPLICA).setTopics(List.of(ofTopic));
    }

    private static Answer<Long> offset(ListOffsetsResponseData response, TopicPartition partition) {
        var answer = response.topics().getFirst().partitions().getFirst();
        return Refusals.isError(answer.errorCode())
                ? Refusals.of(answer.errorCode(), null, "asking " + partition + " for an offset")
                : Answer.of(answer.offset());
    }

    private <R extends ApiMessage, T> CompletableFuture<Answer<T>> toLeader(
            TopicPartition partition,
            Function<Leader, ApiMessage> request,
            int lane,
            int timeoutMs,
            Class<R> responseType,
            BiFunction<R, TopicPartition, Answer<T>> read) {
        return switch (leaders.of(partition)) {
            case Answer.Refused<Leader> refused ->
                    CompletableFuture.completedFuture(Answer.refused(refused.rejected()));
            case Answer.Given<Leader> given ->
                    client.send(
                                    given.value().address(),
                                    lane,
                                    request.apply(given.value()),
                                    timeoutMs,
                                    responseType)
                            .handle((response, failure) ->
                                    read(response, failure, partition, read));
        };
    }

    private static <R, T> Answer<T> read(
            @Nullable R response,
            @Nullable Throwable failure,
            TopicPartition partition,
            BiFunction<R, TopicPartition, Answer<T>> read) {
        if (response == null) {
            Throwable cause = failure == null ? new IllegalStateException("no answer") : failure;
            return Refusals.unreachable(cause, "the leader of " + partition);
        }
        return read.apply(response, partition);
    }
}
