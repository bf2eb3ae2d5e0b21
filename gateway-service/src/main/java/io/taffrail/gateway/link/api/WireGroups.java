package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.api.TopicCreation;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.link.ControllerLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Group requests to the gateway that coordinates the group, which may be this one. The first group
 * of a cluster brings the topic of its offsets into being.
 */
final class WireGroups implements GroupCalls {

    private static final String TOPIC = CoordinatedTopics.CONSUMER_OFFSETS;

    private final Coordinators coordinators;
    private final Supplier<ControllerLink> link;

    WireGroups(NodeClient client, Supplier<ControllerLink> link) {
        this.coordinators = new Coordinators(client, () -> link.get().image());
        this.link = link;
    }

    @Override
    public CompletableFuture<Answer<Beat>> heartbeat(Heartbeat heartbeat) {
        var request =
                new ConsumerGroupHeartbeatRequestData()
                        .setGroupId(heartbeat.group())
                        .setMemberId(heartbeat.memberId())
                        .setMemberEpoch(heartbeat.memberEpoch());
        Set<TopicPartition> owned = heartbeat.owned();
        if (owned != null) {
            request.setRebalanceTimeoutMs(heartbeat.rebalanceTimeoutMs())
                    .setSubscribedTopicNames(heartbeat.topics())
                    .setTopicPartitions(byTopicId(owned));
        }
        return ask(
                heartbeat.group(),
                request,
                ConsumerGroupHeartbeatResponseData.class,
                response ->
                        Refusals.isError(response.errorCode())
                                ? Refusals.of(
                                        response.errorCode(),
                                        response.errorMessage(),
                                        "the heartbeat to group " + heartbeat.group())
                                : beat(response));
    }

    private Answer<Beat> beat(ConsumerGroupHeartbeatResponseData response) {
        Set<TopicPartition> assigned = null;
        if (response.assignment() != null) {
            assigned = new HashSet<>();
            MetadataImage image = link.get().image();
            for (var topic : response.assignment().topicPartitions()) {
                TopicImage known = image.topic(Ids.java(topic.topicId()));
                if (known == null) {
                    // The coordinator knows of it before this gateway does: ask once more, for
                    // what is taken as said is not said again.
                    return Answer.refused(
                            new Rejected(
                                    Rejection.UNKNOWN_TOPIC_ID,
                                    "topic id " + topic.topicId() + " is not known here yet"));
                }
                for (int partition : topic.partitions()) {
                    assigned.add(new TopicPartition(known.name(), partition));
                }
            }
        }
        return Answer.of(
                new Beat(response.memberEpoch(), response.heartbeatIntervalMs(), assigned));
    }

    private List<TopicPartitions> byTopicId(Set<TopicPartition> owned) {
        Map<String, TopicPartitions> topics = new TreeMap<>();
        MetadataImage image = link.get().image();
        for (TopicPartition partition : owned) {
            TopicImage known = image.topic(partition.topic());
            if (known != null) {
                topics.computeIfAbsent(
                                partition.topic(),
                                _ -> new TopicPartitions().setTopicId(Ids.wire(known.id())))
                        .partitions()
                        .add(partition.partition());
            }
        }
        return new ArrayList<>(topics.values());
    }

    @Override
    public CompletableFuture<Answer<Committed>> commit(
            String group,
            String memberId,
            int memberEpoch,
            Map<TopicPartition, Long> nextOffsets,
            Map<TopicPartition, String> notes) {
        var request =
                new OffsetCommitRequestData()
                        .setGroupId(group)
                        .setMemberId(memberId)
                        .setGenerationIdOrMemberEpoch(memberEpoch);
        Map<String, OffsetCommitRequestTopic> topics = new TreeMap<>();
        MetadataImage image = link.get().image();
        nextOffsets.forEach((partition, offset) ->
                topics.computeIfAbsent(partition.topic(), name -> topic(name, image))
                        .partitions()
                        .add(
                                new OffsetCommitRequestPartition()
                                        .setPartitionIndex(partition.partition())
                                        .setCommittedOffset(offset)
                                        .setCommittedMetadata(notes.get(partition))));
        request.setTopics(new ArrayList<>(topics.values()));
        return ask(
                group,
                request,
                OffsetCommitResponseData.class,
                response -> {
                    for (var topic : response.topics()) {
                        for (var partition : topic.partitions()) {
                            if (Refusals.isError(partition.errorCode())) {
                                return Refusals.of(
                                        partition.errorCode(),
                                        null,
                                        "the commit of group " + group);
                            }
                        }
                    }
                    return Answer.of(Committed.DONE);
                });
    }

    private static OffsetCommitRequestTopic topic(String name, MetadataImage image) {
        var topic = new OffsetCommitRequestTopic().setName(name);
        TopicImage known = image.topic(name);
        return known == null ? topic : topic.setTopicId(Ids.wire(known.id()));
    }

    @Override
    public CompletableFuture<Answer<Map<TopicPartition, Position>>> positions(
            String group, List<TopicPartition> partitions) {
        Map<String, OffsetFetchRequestTopics> topics = new TreeMap<>();
        MetadataImage image = link.get().image();
        for (TopicPartition partition : partitions) {
            TopicImage known = image.topic(partition.topic());
            if (known != null) {
                topics.computeIfAbsent(
                                partition.topic(),
                                name ->
                                        new OffsetFetchRequestTopics()
                                                .setName(name)
                                                .setTopicId(Ids.wire(known.id())))
                        .partitionIndexes()
                        .add(partition.partition());
            }
        }
        var asked =
                new OffsetFetchRequestGroup()
                        .setGroupId(group)
                        .setTopics(new ArrayList<>(topics.values()));
        var request = new OffsetFetchRequestData().setRequireStable(true).setGroups(List.of(asked));
        return ask(
                group,
                request,
                OffsetFetchResponseData.class,
                response -> {
                    var answered = response.groups().getFirst();
                    return Refusals.isError(answered.errorCode())
                            ? Refusals.of(answered.errorCode(), null, "offsets of group " + group)
                            : Answer.of(positions(answered, image));
                });
    }

    private static Map<TopicPartition, Position> positions(
            OffsetFetchResponseData.OffsetFetchResponseGroup group, MetadataImage image) {
        Map<TopicPartition, Position> positions = new HashMap<>();
        for (var topic : group.topics()) {
            TopicImage known = image.topic(Ids.java(topic.topicId()));
            String name = known == null ? topic.name() : known.name();
            for (var partition : topic.partitions()) {
                if (partition.committedOffset() >= 0) {
                    String note = partition.metadata();
                    positions.put(
                            new TopicPartition(name, partition.partitionIndex()),
                            new Position(partition.committedOffset(), note == null ? "" : note));
                }
            }
        }
        return positions;
    }

    private <R extends ApiMessage, T> CompletableFuture<Answer<T>> ask(
            String group, ApiMessage request, Class<R> type, Function<R, Answer<T>> read) {
        if (link.get().image().topic(TOPIC) == null) {
            new TopicCreation(link.get()).create(List.of(TOPIC));
        }
        return coordinators.ask(group, request, type, read);
    }
}
