package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.consumer.MemberSubscription;
import java.util.Objects;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;

/** ConsumerGroupMemberMetadataValue 0: who a member is, and what it wants. */
final class MemberRecord {

    private MemberRecord() {}

    static ApiMessage write(MemberSubscription member) {
        return new ConsumerGroupMemberMetadataValue()
                .setInstanceId(member.instanceId())
                .setRackId(member.rackId())
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setSubscribedTopicNames(member.topicNames())
                .setSubscribedTopicRegex(member.topicRegex())
                .setRebalanceTimeoutMs(member.rebalanceTimeoutMs())
                .setServerAssignor(member.assignor())
                // The default is an empty one, which would make it a member of the classic kind.
                .setClassicMemberMetadata(null);
    }

    static MemberSubscription read(ConsumerGroupMemberMetadataValue value) {
        return new MemberSubscription(
                value.instanceId(),
                value.rackId(),
                value.clientId(),
                value.clientHost(),
                value.subscribedTopicNames(),
                Objects.requireNonNullElse(value.subscribedTopicRegex(), ""),
                value.rebalanceTimeoutMs(),
                value.serverAssignor());
    }
}
