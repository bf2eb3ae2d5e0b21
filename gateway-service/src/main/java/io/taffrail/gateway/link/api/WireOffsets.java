package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.link.api.Leaders.Leader;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.jspecify.annotations.Nullable;

/** ListOffsets for many partitions: one request to each broker that leads some of them. */
final class WireOffsets {

    private static final long NONE = -1;

    private final NodeClient client;
    private final Leaders leaders;

    WireOffsets(NodeClient client, Leaders leaders) {
        this.client = client;
        this.leaders = leaders;
    }

    CompletableFuture<Map<TopicPartition, Answer<Long>>> ask(
            Collection<TopicPartition> partitions, long timestampMs) {
        CompletableFuture<Map<TopicPartition, Answer<Long>>> answers =
                askOnce(partitions, timestampMs);
        boolean isByTime = timestampMs >= 0;
        return isByTime ? answers.thenCompose(this::endsWhereNone) : answers;
    }

    /** Kafka says -1 when no record is young enough: then the next one will be. */
    private CompletableFuture<Map<TopicPartition, Answer<Long>>> endsWhereNone(
            Map<TopicPartition, Answer<Long>> answers) {
        List<TopicPartition> without =
                answers.keySet().stream()
                        .filter(partition -> Answer.of(NONE).equals(answers.get(partition)))
                        .toList();
        if (without.isEmpty()) {
            return CompletableFuture.completedFuture(answers);
        }
        return askOnce(without, PartitionReader.LATEST)
                .thenApply(ends -> {
                    answers.putAll(ends);
                    return answers;
                });
    }

    private CompletableFuture<Map<TopicPartition, Answer<Long>>> askOnce(
            Collection<TopicPartition> partitions, long timestampMs) {
        Map<TopicPartition, Answer<Long>> answers = new HashMap<>();
        Map<NodeAddress, Map<TopicPartition, Leader>> byNode = new HashMap<>();
        for (TopicPartition partition : new LinkedHashSet<>(partitions)) {
            switch (leaders.of(partition)) {
                case Answer.Refused<Leader> refused ->
                        answers.put(partition, Answer.refused(refused.rejected()));
                case Answer.Given<Leader> given ->
                        byNode.computeIfAbsent(given.value().address(), _ -> new HashMap<>())
                                .put(partition, given.value());
            }
        }
        CompletableFuture<Map<TopicPartition, Answer<Long>>> all =
                CompletableFuture.completedFuture(answers);
        for (Map.Entry<NodeAddress, Map<TopicPartition, Leader>> node : byNode.entrySet()) {
            all =
                    all.thenCombine(
                            ask(node.getKey(), node.getValue(), timestampMs),
                            (known, more) -> {
                                known.putAll(more);
                                return known;
                            });
        }
        return all;
    }

    private CompletableFuture<Map<TopicPartition, Answer<Long>>> ask(
            NodeAddress node, Map<TopicPartition, Leader> partitions, long timestampMs) {
        return client.send(
                        node,
                        WirePartitions.READ_LANE,
                        request(partitions, timestampMs),
                        WirePartitions.GRACE_MS,
                        ListOffsetsResponseData.class)
                .handle((response, failure) -> read(response, failure, partitions));
    }

    private static ListOffsetsRequestData request(
            Map<TopicPartition, Leader> partitions, long timestampMs) {
        Map<String, ListOffsetsTopic> topics = new TreeMap<>();
        partitions.forEach((partition, leader) ->
                topics.computeIfAbsent(
                                partition.topic(), name -> new ListOffsetsTopic().setName(name))
                        .partitions()
                        .add(
                                new ListOffsetsPartition()
                                        .setPartitionIndex(partition.partition())
                                        .setCurrentLeaderEpoch(leader.leaderEpoch())
                                        .setTimestamp(timestampMs)));
        return new ListOffsetsRequestData()
                .setReplicaId(WirePartitions.NO_REPLICA)
                .setTopics(new ArrayList<>(topics.values()));
    }

    private static Map<TopicPartition, Answer<Long>> read(
            @Nullable ListOffsetsResponseData response,
            @Nullable Throwable failure,
            Map<TopicPartition, Leader> asked) {
        Map<TopicPartition, Answer<Long>> answers = new HashMap<>();
        if (response != null) {
            for (var topic : response.topics()) {
                for (var partition : topic.partitions()) {
                    var key = new TopicPartition(topic.name(), partition.partitionIndex());
                    answers.put(
                            key,
                            Refusals.isError(partition.errorCode())
                                    ? Refusals.of(
                                            partition.errorCode(),
                                            null,
                                            "asking " + key + " for an offset")
                                    : Answer.of(partition.offset()));
                }
            }
        }
        for (TopicPartition partition : asked.keySet()) {
            answers.computeIfAbsent(partition, missing -> unanswered(missing, failure));
        }
        return answers;
    }

    private static Answer<Long> unanswered(TopicPartition partition, @Nullable Throwable failure) {
        return failure != null
                ? Refusals.unreachable(failure, "the leader of " + partition)
                : Answer.refused(
                        Rejection.UNKNOWN_SERVER_ERROR,
                        "the leader of " + partition + " said nothing about it");
    }
}
