package io.taffrail.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.protocol.server.ApiHandler;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;

class NotLeaderHandlerTest {

    private static final short CODE = Errors.NOT_LEADER_OR_FOLLOWER.code();

    @Test
    void everyPartitionOfAProduceIsRefused() {
        var answer =
                (ProduceResponseData)
                        NotLeaderHandler.refusal(ApiKeys.PRODUCE, (short) 9, produce((short) -1));
        var partition = answer.responses().iterator().next().partitionResponses().getFirst();
        assertThat(partition.index()).isEqualTo(3);
        assertThat(partition.errorCode()).isEqualTo(CODE);
    }

    @Test
    void aProducerThatWantsNoAnswerGetsNone() {
        assertThat(NotLeaderHandler.refusal(ApiKeys.PRODUCE, (short) 9, produce((short) 0)))
                .isNull();
    }

    @Test
    void everyPartitionOfAFetchIsRefused() {
        var fetch =
                new FetchRequestData()
                        .setTopics(
                                List.of(
                                        new FetchTopic()
                                                .setTopic("orders")
                                                .setPartitions(
                                                        List.of(
                                                                new FetchPartition()
                                                                        .setPartition(3)))));
        var answer = (FetchResponseData) NotLeaderHandler.refusal(ApiKeys.FETCH, (short) 4, fetch);
        assertThat(answer.responses().getFirst().partitions().getFirst().errorCode())
                .isEqualTo(CODE);
    }

    @Test
    void everyVersionThatIsNamedIsAnswered() {
        for (ApiHandler handler : NotLeaderHandler.all()) {
            ApiKeys api = ApiKeys.forId(handler.range().key());
            for (short version = handler.range().min();
                    version <= handler.range().max();
                    version++) {
                var request =
                        api == ApiKeys.PRODUCE
                                ? new ProduceRequestData().setAcks((short) 1)
                                : api.messageType.newRequest();
                assertThat(NotLeaderHandler.refusal(api, version, request))
                        .as(api + " " + version)
                        .isNotNull();
            }
        }
    }

    private static ProduceRequestData produce(short acks) {
        var topics = new TopicProduceDataCollection();
        topics.add(
                new TopicProduceData()
                        .setName("orders")
                        .setPartitionData(
                                List.of(
                                        new PartitionProduceData()
                                                .setIndex(3)
                                                .setRecords(MemoryRecords.EMPTY))));
        return new ProduceRequestData().setAcks(acks).setTopicData(topics);
    }
}
