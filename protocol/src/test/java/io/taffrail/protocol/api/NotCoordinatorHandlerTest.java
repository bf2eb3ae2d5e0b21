package io.taffrail.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.protocol.server.ApiHandler;
import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class NotCoordinatorHandlerTest {

    private static final short CODE = Errors.NOT_COORDINATOR.code();

    @Test
    void aMemberIsToldToLookElsewhere() {
        var join = new JoinGroupRequestData().setGroupId("billing").setProtocolType("consumer");
        for (short version = 0; version <= 9; version++) {
            var answer = NotCoordinatorHandler.refusal(ApiKeys.JOIN_GROUP, version, join);
            assertThat(((JoinGroupResponseData) answer).errorCode()).isEqualTo(CODE);
        }
    }

    @Test
    void everyPartitionOfACommitIsRefused() {
        var commit =
                new OffsetCommitRequestData()
                        .setGroupId("billing")
                        .setTopics(
                                List.of(
                                        new OffsetCommitRequestTopic()
                                                .setName("orders")
                                                .setPartitions(
                                                        List.of(
                                                                new OffsetCommitRequestPartition()
                                                                        .setPartitionIndex(3)))));
        var answer =
                (OffsetCommitResponseData)
                        NotCoordinatorHandler.refusal(ApiKeys.OFFSET_COMMIT, (short) 2, commit);
        var partition = answer.topics().getFirst().partitions().getFirst();
        assertThat(partition.partitionIndex()).isEqualTo(3);
        assertThat(partition.errorCode()).isEqualTo(CODE);
    }

    @Test
    void everyGroupOfADescriptionIsRefused() {
        var describe = new DescribeGroupsRequestData().setGroups(List.of("billing", "audit"));
        var answer =
                (DescribeGroupsResponseData)
                        NotCoordinatorHandler.refusal(ApiKeys.DESCRIBE_GROUPS, (short) 5, describe);
        assertThat(answer.groups())
                .extracting(group -> group.groupId() + " " + group.errorCode())
                .containsExactly("billing " + CODE, "audit " + CODE);
    }

    @Test
    void everyVersionThatIsNamedIsAnswered() {
        for (ApiHandler handler : NotCoordinatorHandler.all()) {
            ApiKeys api = ApiKeys.forId(handler.range().key());
            for (short version = handler.range().min();
                    version <= handler.range().max();
                    version++) {
                var empty = api.messageType.newRequest();
                assertThat(NotCoordinatorHandler.refusal(api, version, empty))
                        .as(api + " " + version)
                        .isNotNull();
            }
        }
    }
}
