package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerGroupDescription;
import io.taffrail.gateway.coordinator.group.consumer.DescribeConsumerGroup;
import io.taffrail.gateway.link.Answer;
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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** ConsumerGroupDescribe 0–1 (KIP-848; KIP-1099 tells of each member which protocol it speaks). */
final class ConsumerGroupDescribeHandler implements ApiHandler {

    private static final int MEMBER_TYPES_FROM = 1;
    private static final byte CLASSIC_MEMBER = 0;
    private static final byte CONSUMER_MEMBER = 1;

    private final Shards shards;
    private final Supplier<MetadataImage> image;

    ConsumerGroupDescribeHandler(Shards shards, Supplier<MetadataImage> image) {
        this.shards = shards;
        this.image = image;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.CONSUMER_GROUP_DESCRIBE, 0, 1);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(ConsumerGroupDescribeRequestData.class);
        boolean hasTypes = exchange.version() >= MEMBER_TYPES_FROM;
        List<CompletableFuture<DescribedGroup>> groups =
                request.groupIds().stream()
                        .map(id ->
                                describe(id, hasTypes)
                                        .thenApply(group -> withOperations(group, request)))
                        .toList();
        CompletableFuture.allOf(groups.toArray(CompletableFuture<?>[]::new))
                .thenAccept(_ ->
                        exchange.respond(
                                new ConsumerGroupDescribeResponseData()
                                        .setGroups(
                                                groups.stream()
                                                        .map(CompletableFuture::join)
                                                        .toList())));
    }

    private CompletableFuture<DescribedGroup> describe(String groupId, boolean hasTypes) {
        if (groupId.isEmpty()) {
            return CompletableFuture.completedFuture(
                    refused(
                            groupId,
                            new Rejected(
                                    Rejection.INVALID_GROUP_ID,
                                    "the group id is empty: name a group")));
        }
        return shards.ask(new DescribeConsumerGroup(groupId))
                .thenApply(answer ->
                        switch (answer) {
                            case Answer.Given<ConsumerGroupDescription> given ->
                                    described(given.value(), hasTypes);
                            case Answer.Refused<ConsumerGroupDescription> refused ->
                                    refused(groupId, refused.rejected());
                        });
    }

    private static DescribedGroup withOperations(
            DescribedGroup group, ConsumerGroupDescribeRequestData request) {
        boolean isAsked = request.includeAuthorizedOperations();
        return isAsked && group.errorCode() == Errors.NONE.code()
                ? group.setAuthorizedOperations(GroupOperations.ALL)
                : group;
    }

    private static DescribedGroup refused(String groupId, Rejected why) {
        return new DescribedGroup()
                .setGroupId(groupId)
                .setErrorCode(ErrorTable.code(why.reason()))
                .setErrorMessage(why.message());
    }

    private DescribedGroup described(ConsumerGroupDescription group, boolean hasTypes) {
        MetadataImage topics = image.get();
        return new DescribedGroup()
                .setGroupId(group.groupId())
                .setGroupState(group.state())
                .setGroupEpoch(group.groupEpoch())
                .setAssignmentEpoch(group.assignmentEpoch())
                .setAssignorName(group.assignor())
                .setMembers(
                        group.members().stream().map(m -> member(m, topics, hasTypes)).toList());
    }

    private static Member member(
            ConsumerGroupDescription.Member member, MetadataImage topics, boolean hasTypes) {
        var subscription = member.subscription();
        var described =
                new Member()
                        .setMemberId(member.memberId())
                        .setInstanceId(subscription.instanceId())
                        .setRackId(subscription.rackId())
                        .setMemberEpoch(member.memberEpoch())
                        .setClientId(subscription.clientId())
                        .setClientHost(subscription.clientHost())
                        .setSubscribedTopicNames(subscription.topicNames())
                        .setSubscribedTopicRegex(subscription.topicRegex())
                        .setAssignment(assignment(member.assigned(), topics))
                        .setTargetAssignment(assignment(member.target(), topics));
        byte type = subscription.classic() == null ? CONSUMER_MEMBER : CLASSIC_MEMBER;
        return hasTypes ? described.setMemberType(type) : described;
    }

    /** A topic that is gone has no name to tell any more, and is left out. */
    private static Assignment assignment(PartitionSet partitions, MetadataImage topics) {
        List<TopicPartitions> named = new ArrayList<>();
        for (UUID topicId : partitions.topics()) {
            TopicImage topic = topics.topic(topicId);
            if (topic != null) {
                named.add(
                        new TopicPartitions()
                                .setTopicId(Ids.wire(topicId))
                                .setTopicName(topic.name())
                                .setPartitions(partitions.partitions(topicId)));
            }
        }
        return new Assignment().setTopicPartitions(named);
    }
}
