package io.taffrail.broker.api;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.partition.RecordsDeleted;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;

/** DeleteRecords 0–2 (KIP-107): moves the start of logs forward. */
final class DeleteRecordsHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.DELETE_RECORDS, 0, 2);
    private static final long UNKNOWN = -1;

    private final Partitions partitions;

    DeleteRecordsHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(DeleteRecordsRequestData.class);
        var response = new DeleteRecordsResponseData();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (DeleteRecordsTopic topic : request.topics()) {
            var answered = new DeleteRecordsTopicResult().setName(topic.name());
            response.topics().add(answered);
            for (DeleteRecordsPartition asked : topic.partitions()) {
                var answer =
                        new DeleteRecordsPartitionResult()
                                .setPartitionIndex(asked.partitionIndex())
                                .setLowWatermark(UNKNOWN);
                answered.partitions().add(answer);
                answers.add(delete(answer, topic.name(), asked));
            }
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> exchange.respond(response));
    }

    private CompletableFuture<?> delete(
            DeleteRecordsPartitionResult answer, String topic, DeleteRecordsPartition asked) {
        Partition partition = partitions.find(topic, asked.partitionIndex());
        if (partition == null) {
            answer.setErrorCode(ErrorTable.code(partitions.absence(topic, asked.partitionIndex())));
            return CompletableFuture.completedFuture(null);
        }
        return partition
                .deleteRecordsBefore(asked.offset())
                .thenAccept(outcome -> {
                    switch (outcome) {
                        case RecordsDeleted.Done done ->
                                answer.setLowWatermark(done.logStartOffset());
                        case RecordsDeleted.Not not ->
                                answer.setErrorCode(ErrorTable.code(not.rejected().reason()));
                    }
                });
    }
}
