package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Commit;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Offset;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Results;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * OffsetCommit 2–10 (KIP-211 retention, KIP-320 leader epochs, KIP-345 instances, KIP-848 member
 * epochs, version 10 topic ids). A topic that does not exist is refused by itself.
 */
final class OffsetCommitHandler implements ApiHandler {

    private static final int TOPIC_IDS_FROM = 10;
    private static final int GROUP_ID_NOT_FOUND_FROM = 9;

    private final Shards shards;
    private final Supplier<MetadataImage> image;

    OffsetCommitHandler(Shards shards, Supplier<MetadataImage> image) {
        this.shards = shards;
        this.image = image;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.OFFSET_COMMIT, 2, 10);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(OffsetCommitRequestData.class);
        var response = new OffsetCommitResponseData();
        List<Offset> offsets = new ArrayList<>();
        List<OffsetCommitResponsePartition> places = new ArrayList<>();
        boolean byId = exchange.version() >= TOPIC_IDS_FROM;
        for (OffsetCommitRequestTopic topic : request.topics()) {
            var answered =
                    new OffsetCommitResponseTopic()
                            .setName(topic.name())
                            .setTopicId(topic.topicId());
            response.topics().add(answered);
            TopicImage known =
                    byId
                            ? image.get().topic(Ids.java(topic.topicId()))
                            : image.get().topic(topic.name());
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                var place =
                        new OffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partitionIndex());
                answered.partitions().add(place);
                if (known == null || known.partition(partition.partitionIndex()) == null) {
                    place.setErrorCode(ErrorTable.code(absence(known, byId)));
                } else {
                    places.add(place);
                    offsets.add(offset(known, partition));
                }
            }
        }
        boolean isWorthAsking = !offsets.isEmpty() || request.topics().isEmpty();
        if (!isWorthAsking) {
            exchange.respond(response);
            return;
        }
        shards.askInOrder(commit(request, exchange.version(), offsets), exchange.sentAfterNs())
                .thenAccept(answer -> {
                    fill(places, answer);
                    if (isOfAnother(answer)) {
                        // What else is under way here may be overtaken by what comes by a new
                        // connection; see Stint.
                        exchange.respondLast(response);
                    } else {
                        exchange.respond(response);
                    }
                });
    }

    private static boolean isOfAnother(Answer<Results> answer) {
        return answer instanceof Answer.Refused<Results> refused
                && refused.rejected().reason() == Rejection.NOT_COORDINATOR;
    }

    private static Rejection absence(@Nullable TopicImage known, boolean byId) {
        return known == null && byId
                ? Rejection.UNKNOWN_TOPIC_ID
                : Rejection.UNKNOWN_TOPIC_OR_PARTITION;
    }

    private static Offset offset(TopicImage topic, OffsetCommitRequestPartition partition) {
        return new Offset(
                new TopicPartition(topic.name(), partition.partitionIndex()),
                topic.id(),
                partition.committedOffset(),
                partition.committedLeaderEpoch(),
                partition.committedMetadata());
    }

    private static Commit commit(
            OffsetCommitRequestData request, short version, List<Offset> offsets) {
        return new Commit(
                request.groupId(),
                request.memberId(),
                request.groupInstanceId(),
                request.generationIdOrMemberEpoch(),
                request.retentionTimeMs(),
                version >= GROUP_ID_NOT_FOUND_FROM
                        ? Rejection.GROUP_ID_NOT_FOUND
                        : Rejection.ILLEGAL_GENERATION,
                offsets);
    }

    private static void fill(List<OffsetCommitResponsePartition> places, Answer<Results> answer) {
        for (int i = 0; i < places.size(); i++) {
            Rejected refused =
                    switch (answer) {
                        case Answer.Given<Results> given -> given.value().refusals().get(i);
                        case Answer.Refused<Results> all -> all.rejected();
                    };
            if (refused != null) {
                places.get(i).setErrorCode(ErrorTable.code(refused.reason()));
            }
        }
    }
}
