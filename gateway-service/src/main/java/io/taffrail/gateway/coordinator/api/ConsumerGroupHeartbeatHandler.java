package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.consumer.Heartbeat;
import io.taffrail.gateway.coordinator.group.consumer.HeartbeatAnswer;
import io.taffrail.gateway.link.Answer;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** ConsumerGroupHeartbeat 0–1 (KIP-848; version 1 has member ids of the client, and regexes). */
final class ConsumerGroupHeartbeatHandler implements ApiHandler {

    private static final int OWN_MEMBER_IDS_FROM = 1;

    private final Shards shards;

    ConsumerGroupHeartbeatHandler(Shards shards) {
        this.shards = shards;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.CONSUMER_GROUP_HEARTBEAT, 0, 1);
    }

    @Override
    public void handle(Exchange exchange) {
        shards.ask(heartbeat(exchange)).thenAccept(answer -> exchange.respond(response(answer)));
    }

    private static Heartbeat heartbeat(Exchange exchange) {
        var request = exchange.request(ConsumerGroupHeartbeatRequestData.class);
        return new Heartbeat(
                request.groupId(),
                request.memberId(),
                request.memberEpoch(),
                request.instanceId(),
                request.rackId(),
                request.rebalanceTimeoutMs(),
                request.subscribedTopicNames(),
                request.subscribedTopicRegex(),
                request.serverAssignor(),
                owned(request.topicPartitions()),
                exchange.clientId(),
                String.valueOf(exchange.peer().getAddress()),
                exchange.version() >= OWN_MEMBER_IDS_FROM);
    }

    private static @Nullable PartitionSet owned(
            @Nullable List<ConsumerGroupHeartbeatRequestData.TopicPartitions> topics) {
        if (topics == null) {
            return null;
        }
        Map<UUID, Collection<Integer>> owned = new HashMap<>();
        for (var topic : topics) {
            owned.computeIfAbsent(Ids.java(topic.topicId()), _ -> new ArrayList<>())
                    .addAll(topic.partitions());
        }
        return PartitionSet.of(owned);
    }

    private static ConsumerGroupHeartbeatResponseData response(Answer<HeartbeatAnswer> answer) {
        return switch (answer) {
            case Answer.Given<HeartbeatAnswer> given -> response(given.value());
            case Answer.Refused<HeartbeatAnswer> refused ->
                    new ConsumerGroupHeartbeatResponseData()
                            .setErrorCode(ErrorTable.code(refused.rejected().reason()))
                            .setErrorMessage(refused.rejected().message());
        };
    }

    private static ConsumerGroupHeartbeatResponseData response(HeartbeatAnswer answer) {
        return new ConsumerGroupHeartbeatResponseData()
                .setMemberId(answer.memberId())
                .setMemberEpoch(answer.memberEpoch())
                .setHeartbeatIntervalMs(answer.heartbeatIntervalMs())
                .setAssignment(assignment(answer.assignment()));
    }

    private static @Nullable Assignment assignment(@Nullable PartitionSet partitions) {
        if (partitions == null) {
            return null;
        }
        var assignment = new Assignment();
        for (UUID topicId : partitions.topics()) {
            assignment
                    .topicPartitions()
                    .add(
                            new TopicPartitions()
                                    .setTopicId(Ids.wire(topicId))
                                    .setPartitions(partitions.partitions(topicId)));
        }
        return assignment;
    }
}
