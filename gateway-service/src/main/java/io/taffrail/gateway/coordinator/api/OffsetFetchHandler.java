package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.offsets.CommittedOffset;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Fetch;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Found;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * OffsetFetch 1–10 (KIP-320 leader epochs, KIP-447 stable offsets, KIP-709 many groups from version
 * 8, KIP-848 member epochs, version 10 topic ids). One answer for each group.
 */
final class OffsetFetchHandler implements ApiHandler {

    private static final int MANY_GROUPS_FROM = 8;
    private static final int TOPIC_IDS_FROM = 10;
    private static final int GROUP_ERROR_FROM = 2;
    private static final long NO_OFFSET = -1;

    private final Shards shards;
    private final Supplier<MetadataImage> image;

    OffsetFetchHandler(Shards shards, Supplier<MetadataImage> image) {
        this.shards = shards;
        this.image = image;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.OFFSET_FETCH, 1, 10);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(OffsetFetchRequestData.class);
        boolean byId = exchange.version() >= TOPIC_IDS_FROM;
        List<OffsetFetchRequestGroup> groups =
                exchange.version() >= MANY_GROUPS_FROM ? request.groups() : List.of(only(request));
        List<CompletableFuture<OffsetFetchResponseGroup>> answers =
                groups.stream().map(group -> ask(group, byId)).toList();
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> {
                    var answered = answers.stream().map(CompletableFuture::join).toList();
                    exchange.respond(
                            exchange.version() >= MANY_GROUPS_FROM
                                    ? new OffsetFetchResponseData().setGroups(answered)
                                    : single(answered.getFirst(), groups.getFirst(), exchange));
                });
    }

    /** The group of a version that knows one, in the shape of those that know many. */
    private static OffsetFetchRequestGroup only(OffsetFetchRequestData request) {
        return new OffsetFetchRequestGroup()
                .setGroupId(request.groupId())
                .setTopics(
                        request.topics() == null
                                ? null
                                : request.topics().stream()
                                        .map(topic ->
                                                new OffsetFetchRequestTopics()
                                                        .setName(topic.name())
                                                        .setPartitionIndexes(
                                                                topic.partitionIndexes()))
                                        .toList());
    }

    private CompletableFuture<OffsetFetchResponseGroup> ask(
            OffsetFetchRequestGroup group, boolean byId) {
        var response = new OffsetFetchResponseGroup().setGroupId(group.groupId());
        Map<TopicPartition, OffsetFetchResponsePartitions> places = new HashMap<>();
        List<TopicPartition> asked =
                group.topics() == null ? null : place(group.topics(), byId, response, places);
        return shards.ask(new Fetch(group.groupId(), group.memberId(), group.memberEpoch(), asked))
                .thenApply(answer -> {
                    switch (answer) {
                        case Answer.Refused<List<Found>> refused ->
                                response.setErrorCode(ErrorTable.code(refused.rejected().reason()))
                                        .setTopics(List.of());
                        case Answer.Given<List<Found>> given when asked == null ->
                                response.setTopics(all(given.value(), byId));
                        case Answer.Given<List<Found>> given ->
                                given.value()
                                        .forEach(found ->
                                                fill(
                                                        places.get(found.partition()),
                                                        found.offset()));
                    }
                    return response;
                });
    }

    /** Makes room for each partition that was asked for, and names those that exist. */
    private List<TopicPartition> place(
            List<OffsetFetchRequestTopics> topics,
            boolean byId,
            OffsetFetchResponseGroup response,
            Map<TopicPartition, OffsetFetchResponsePartitions> places) {
        List<TopicPartition> asked = new ArrayList<>();
        for (OffsetFetchRequestTopics topic : topics) {
            var answered =
                    new OffsetFetchResponseTopics()
                            .setName(topic.name())
                            .setTopicId(topic.topicId());
            response.topics().add(answered);
            String name = byId ? name(topic) : topic.name();
            for (int index : topic.partitionIndexes()) {
                var place = unknown(index);
                answered.partitions().add(place);
                if (name == null) {
                    place.setErrorCode(Errors.UNKNOWN_TOPIC_ID.code());
                } else if (places.putIfAbsent(new TopicPartition(name, index), place) == null) {
                    asked.add(new TopicPartition(name, index));
                }
            }
        }
        return asked;
    }

    private @Nullable String name(OffsetFetchRequestTopics topic) {
        TopicImage known = image.get().topic(Ids.java(topic.topicId()));
        return known == null ? null : known.name();
    }

    private List<OffsetFetchResponseTopics> all(List<Found> found, boolean byId) {
        Map<String, OffsetFetchResponseTopics> topics = new LinkedHashMap<>();
        for (Found offset : found) {
            String name = offset.partition().topic();
            TopicImage known = image.get().topic(name);
            if (byId && known == null) {
                continue;
            }
            var place = unknown(offset.partition().partition());
            fill(place, offset.offset());
            topics.computeIfAbsent(name, _ -> topic(name, known)).partitions().add(place);
        }
        return new ArrayList<>(topics.values());
    }

    private static OffsetFetchResponseTopics topic(String name, @Nullable TopicImage known) {
        var topic = new OffsetFetchResponseTopics().setName(name);
        return known == null ? topic : topic.setTopicId(Ids.wire(known.id()));
    }

    private static OffsetFetchResponsePartitions unknown(int index) {
        return new OffsetFetchResponsePartitions()
                .setPartitionIndex(index)
                .setCommittedOffset(NO_OFFSET)
                .setMetadata("");
    }

    private static void fill(
            @Nullable OffsetFetchResponsePartitions place, @Nullable CommittedOffset offset) {
        if (place != null && offset != null) {
            place.setCommittedOffset(offset.offset())
                    .setCommittedLeaderEpoch(offset.leaderEpoch())
                    .setMetadata(offset.metadata());
        }
    }

    /** The answer in the shape of the versions that know one group. */
    private static OffsetFetchResponseData single(
            OffsetFetchResponseGroup group, OffsetFetchRequestGroup asked, Exchange exchange) {
        var response = new OffsetFetchResponseData();
        boolean hasGroupError = exchange.version() >= GROUP_ERROR_FROM;
        if (hasGroupError) {
            response.setErrorCode(group.errorCode());
        }
        boolean isRefused = group.errorCode() != Errors.NONE.code();
        if (isRefused && !hasGroupError && asked.topics() != null) {
            for (OffsetFetchRequestTopics topic : asked.topics()) {
                var answered = new OffsetFetchResponseTopic().setName(topic.name());
                response.topics().add(answered);
                topic.partitionIndexes()
                        .forEach(index ->
                                answered.partitions()
                                        .add(
                                                single(
                                                        unknown(index)
                                                                .setErrorCode(group.errorCode()))));
            }
        }
        for (OffsetFetchResponseTopics topic : group.topics()) {
            response.topics()
                    .add(
                            new OffsetFetchResponseTopic()
                                    .setName(topic.name())
                                    .setPartitions(
                                            topic.partitions().stream()
                                                    .map(OffsetFetchHandler::single)
                                                    .toList()));
        }
        return response;
    }

    private static OffsetFetchResponsePartition single(OffsetFetchResponsePartitions partition) {
        return new OffsetFetchResponsePartition()
                .setPartitionIndex(partition.partitionIndex())
                .setCommittedOffset(partition.committedOffset())
                .setCommittedLeaderEpoch(partition.committedLeaderEpoch())
                .setMetadata(partition.metadata())
                .setErrorCode(partition.errorCode());
    }
}
