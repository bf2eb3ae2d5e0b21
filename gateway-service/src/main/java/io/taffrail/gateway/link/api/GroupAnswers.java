package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.GroupDirectory.Member;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.api.Ids;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.types.SchemaException;

/** Reads what coordinators say of groups, in either protocol's words. */
final class GroupAnswers {

    private static final String CONSUMER = "consumer";
    private static final String CLASSIC = "classic";
    private static final String DEAD = "Dead";
    private static final int NO_EPOCH = -1;

    private final Coordinators coordinators;
    private final Supplier<MetadataImage> image;

    GroupAnswers(Coordinators coordinators, Supplier<MetadataImage> image) {
        this.coordinators = coordinators;
        this.image = image;
    }

    /** Whether another node, or this one later, knows better. */
    static boolean isElsewhere(Rejected why) {
        return switch (why.reason()) {
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE, COORDINATOR_LOAD_IN_PROGRESS -> true;
            default -> false;
        };
    }

    Answer<Description> consumerGroup(ConsumerGroupDescribeResponseData.DescribedGroup group) {
        if (Refusals.isError(group.errorCode())) {
            return Refusals.of(group.errorCode(), group.errorMessage(), "group " + group.groupId());
        }
        List<Member> members = new ArrayList<>();
        for (var member : group.members()) {
            Set<TopicPartition> assigned = new HashSet<>();
            for (var topic : member.assignment().topicPartitions()) {
                for (int partition : topic.partitions()) {
                    assigned.add(new TopicPartition(topic.topicName(), partition));
                }
            }
            members.add(
                    new Member(
                            member.memberId(),
                            member.instanceId(),
                            member.clientId(),
                            member.clientHost(),
                            assigned));
        }
        return Answer.of(
                new Description(
                        group.groupId(),
                        group.groupState(),
                        CONSUMER,
                        CONSUMER,
                        group.assignorName(),
                        coordinator(group.groupId()),
                        group.groupEpoch(),
                        members));
    }

    Answer<Description> classicGroup(DescribeGroupsResponseData.DescribedGroup group) {
        if (Refusals.isError(group.errorCode())) {
            return Refusals.of(group.errorCode(), group.errorMessage(), "group " + group.groupId());
        }
        if (group.groupState().equals(DEAD)) {
            return Answer.refused(
                    Rejection.GROUP_ID_NOT_FOUND, "there is no group " + group.groupId());
        }
        List<Member> members = new ArrayList<>();
        for (var member : group.members()) {
            members.add(
                    new Member(
                            member.memberId(),
                            member.groupInstanceId(),
                            member.clientId(),
                            member.clientHost(),
                            assigned(member.memberAssignment())));
        }
        return Answer.of(
                new Description(
                        group.groupId(),
                        group.groupState(),
                        CLASSIC,
                        group.protocolType(),
                        group.protocolData(),
                        coordinator(group.groupId()),
                        NO_EPOCH,
                        members));
    }

    /** Members of other kinds of groups, such as Connect's, have bytes there that say otherwise. */
    private static Set<TopicPartition> assigned(byte[] assignment) {
        Set<TopicPartition> assigned = new HashSet<>();
        if (assignment.length > 0) {
            try {
                ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(assignment))
                        .partitions()
                        .forEach(each ->
                                assigned.add(new TopicPartition(each.topic(), each.partition())));
            } catch (SchemaException e) {
                return Set.of();
            }
        }
        return assigned;
    }

    private int coordinator(String group) {
        NodeImage gateway = coordinators.of(group);
        return gateway == null ? -1 : gateway.id();
    }

    /** All that the group has committed. */
    Answer<Map<TopicPartition, Long>> offsets(
            OffsetFetchResponseData.OffsetFetchResponseGroup group) {
        if (Refusals.isError(group.errorCode())) {
            return Refusals.of(group.errorCode(), null, "offsets of group " + group.groupId());
        }
        MetadataImage now = image.get();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (var topic : group.topics()) {
            TopicImage known = now.topic(Ids.java(topic.topicId()));
            String name = known == null ? topic.name() : known.name();
            for (var partition : topic.partitions()) {
                if (partition.committedOffset() >= 0) {
                    offsets.put(
                            new TopicPartition(name, partition.partitionIndex()),
                            partition.committedOffset());
                }
            }
        }
        return Answer.of(offsets);
    }
}
