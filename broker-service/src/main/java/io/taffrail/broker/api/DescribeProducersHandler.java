package io.taffrail.broker.api;

import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.storage.ActiveProducer;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** DescribeProducers 0 (KIP-664): the idempotent producers that a leader's log knows. */
final class DescribeProducersHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.DESCRIBE_PRODUCERS, 0, 0);

    private final Partitions partitions;

    DescribeProducersHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(DescribeProducersRequestData.class);
        var response = new DescribeProducersResponseData();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (TopicRequest topic : request.topics()) {
            var answered = new TopicResponse().setName(topic.name());
            response.topics().add(answered);
            for (int index : topic.partitionIndexes()) {
                var answer = new PartitionResponse().setPartitionIndex(index);
                answered.partitions().add(answer);
                answers.add(describe(answer, topic.name(), index));
            }
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> exchange.respond(response));
    }

    private CompletableFuture<?> describe(PartitionResponse answer, String topic, int index) {
        Partition partition = partitions.find(topic, index);
        if (partition == null) {
            answer.setErrorCode(ErrorTable.code(partitions.absence(topic, index)));
            return CompletableFuture.completedFuture(null);
        }
        return partition
                .activeProducers()
                .handle((producers, failure) -> {
                    PartitionView view = partition.view();
                    if (failure != null) {
                        answer.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
                    } else if (view == null || !view.isLeader()) {
                        answer.setErrorCode(Errors.NOT_LEADER_OR_FOLLOWER.code());
                    } else {
                        producers.forEach(
                                producer -> answer.activeProducers().add(state(producer)));
                    }
                    return null;
                });
    }

    private static ProducerState state(ActiveProducer producer) {
        return new ProducerState()
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setLastSequence(producer.lastSequence())
                .setLastTimestamp(producer.lastTimestamp())
                .setCoordinatorEpoch(-1)
                .setCurrentTxnStartOffset(producer.txnFirstOffset());
    }
}
