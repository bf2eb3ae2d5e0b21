package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Delete;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Results;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** OffsetDelete 0 (KIP-496). */
final class OffsetDeleteHandler implements ApiHandler {

    private final Shards shards;
    private final Supplier<MetadataImage> image;

    OffsetDeleteHandler(Shards shards, Supplier<MetadataImage> image) {
        this.shards = shards;
        this.image = image;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.OFFSET_DELETE, 0, 0);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(OffsetDeleteRequestData.class);
        if (request.groupId().isEmpty()) {
            exchange.respond(
                    new OffsetDeleteResponseData().setErrorCode(Errors.INVALID_GROUP_ID.code()));
            return;
        }
        var response = new OffsetDeleteResponseData();
        List<TopicPartition> partitions = new ArrayList<>();
        List<OffsetDeleteResponsePartition> places = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            var answered = new OffsetDeleteResponseTopic().setName(topic.name());
            response.topics().add(answered);
            for (OffsetDeleteRequestPartition partition : topic.partitions()) {
                var place =
                        new OffsetDeleteResponsePartition()
                                .setPartitionIndex(partition.partitionIndex());
                answered.partitions().add(place);
                if (image.get().partition(topic.name(), partition.partitionIndex()) == null) {
                    place.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
                } else {
                    partitions.add(new TopicPartition(topic.name(), partition.partitionIndex()));
                    places.add(place);
                }
            }
        }
        shards.ask(new Delete(request.groupId(), partitions))
                .thenAccept(answer -> exchange.respond(filled(response, places, answer)));
    }

    private static OffsetDeleteResponseData filled(
            OffsetDeleteResponseData response,
            List<OffsetDeleteResponsePartition> places,
            Answer<Results> answer) {
        switch (answer) {
            case Answer.Refused<Results> refused -> {
                return new OffsetDeleteResponseData()
                        .setErrorCode(ErrorTable.code(refused.rejected().reason()));
            }
            case Answer.Given<Results> given -> {
                for (int i = 0; i < places.size(); i++) {
                    Rejected refused = given.value().refusals().get(i);
                    if (refused != null) {
                        places.get(i).setErrorCode(ErrorTable.code(refused.reason()));
                    }
                }
                return response;
            }
        }
    }
}
