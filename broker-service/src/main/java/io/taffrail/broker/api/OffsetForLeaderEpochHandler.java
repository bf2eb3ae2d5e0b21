package io.taffrail.broker.api;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** OffsetForLeaderEpoch 2–4 (KIP-101, KIP-279, KIP-320): where an epoch ends in this log. */
final class OffsetForLeaderEpochHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 2, 4);

    private final Partitions partitions;

    OffsetForLeaderEpochHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(OffsetForLeaderEpochRequestData.class);
        var response = new OffsetForLeaderEpochResponseData();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (OffsetForLeaderTopic topic : request.topics()) {
            var answered = new OffsetForLeaderTopicResult().setTopic(topic.topic());
            response.topics().add(answered);
            for (OffsetForLeaderPartition asked : topic.partitions()) {
                var answer = new EpochEndOffset().setPartition(asked.partition());
                answered.partitions().add(answer);
                answers.add(fill(answer, topic.topic(), asked));
            }
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> exchange.respond(response));
    }

    private CompletableFuture<?> fill(
            EpochEndOffset answer, String topic, OffsetForLeaderPartition asked) {
        Partition partition = partitions.find(topic, asked.partition());
        if (partition == null) {
            answer.setErrorCode(ErrorTable.code(partitions.absence(topic, asked.partition())));
            return CompletableFuture.completedFuture(null);
        }
        return partition
                .open()
                .handle((view, failure) -> {
                    Errors error =
                            failure != null
                                    ? Errors.KAFKA_STORAGE_ERROR
                                    : fill(answer, view, asked);
                    answer.setErrorCode(error.code());
                    return null;
                });
    }

    private static Errors fill(
            EpochEndOffset answer, PartitionView view, OffsetForLeaderPartition asked) {
        Errors standing = PartitionRead.standing(view, asked.currentLeaderEpoch());
        if (standing == Errors.NONE) {
            // Where the log ends, not where it is replicated: after an election the high watermark
            // may be behind what a consumer was shown, and the consumer would believe that its
            // records were cut off, and go back.
            var end = view.log().endOffsetFor(asked.leaderEpoch());
            answer.setLeaderEpoch(end.epoch()).setEndOffset(end.endOffset());
        }
        return standing;
    }
}
