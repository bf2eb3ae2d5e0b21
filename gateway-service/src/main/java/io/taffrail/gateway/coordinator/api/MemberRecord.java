package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.coordinator.group.consumer.ClassicSide;
import io.taffrail.gateway.coordinator.group.consumer.MemberSubscription;
import java.util.Objects;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue.ClassicProtocol;
import org.jspecify.annotations.Nullable;

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
                .setClassicMemberMetadata(write(member.classic()));
    }

    private static @Nullable ClassicMemberMetadata write(@Nullable ClassicSide classic) {
        return classic == null
                ? null
                : new ClassicMemberMetadata()
                        .setSessionTimeoutMs(classic.sessionTimeoutMs())
                        .setSupportedProtocols(
                                classic.protocols().stream()
                                        .map(offered ->
                                                new ClassicProtocol()
                                                        .setName(offered.name())
                                                        .setMetadata(offered.metadata().bytes()))
                                        .toList());
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
                value.serverAssignor(),
                read(value.classicMemberMetadata()));
    }

    /** One that offers nothing stands for a member of a version that did not know the field. */
    private static @Nullable ClassicSide read(@Nullable ClassicMemberMetadata classic) {
        return classic == null || classic.supportedProtocols().isEmpty()
                ? null
                : new ClassicSide(
                        classic.sessionTimeoutMs(),
                        classic.supportedProtocols().stream()
                                .map(each ->
                                        new OfferedProtocol(
                                                each.name(), new Opaque(each.metadata())))
                                .toList());
    }
}
