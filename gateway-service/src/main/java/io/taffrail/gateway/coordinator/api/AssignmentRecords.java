package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.consumer.CurrentAssignment;
import io.taffrail.gateway.coordinator.group.consumer.HeldPartitions;
import io.taffrail.gateway.coordinator.group.consumer.MemberState;
import io.taffrail.protocol.api.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberValue;

/** What a member is to have, and what it has: values 0 of ConsumerGroup…Assignment…. */
final class AssignmentRecords {

    private AssignmentRecords() {}

    static ApiMessage writeTarget(PartitionSet target) {
        var value = new ConsumerGroupTargetAssignmentMemberValue();
        for (UUID topicId : target.topics()) {
            value.topicPartitions()
                    .add(
                            new ConsumerGroupTargetAssignmentMemberValue.TopicPartition()
                                    .setTopicId(Ids.wire(topicId))
                                    .setPartitions(target.partitions(topicId)));
        }
        return value;
    }

    static PartitionSet read(ConsumerGroupTargetAssignmentMemberValue value) {
        Map<UUID, List<Integer>> topics = new HashMap<>();
        for (var topic : value.topicPartitions()) {
            topics.put(Ids.java(topic.topicId()), topic.partitions());
        }
        return PartitionSet.of(topics);
    }

    static ApiMessage writeCurrent(CurrentAssignment assignment) {
        return new ConsumerGroupCurrentMemberAssignmentValue()
                .setMemberEpoch(assignment.epoch())
                .setPreviousMemberEpoch(assignment.previousEpoch())
                .setState(assignment.state().code())
                .setAssignedPartitions(held(assignment.assigned()))
                .setPartitionsPendingRevocation(held(assignment.pendingRevocation()));
    }

    private static List<TopicPartitions> held(HeldPartitions held) {
        List<TopicPartitions> topics = new ArrayList<>();
        for (UUID topicId : held.partitions().topics()) {
            List<Integer> partitions = held.partitions().partitions(topicId);
            topics.add(
                    new TopicPartitions()
                            .setTopicId(Ids.wire(topicId))
                            .setPartitions(partitions)
                            .setAssignmentEpochs(
                                    partitions.stream()
                                            .map(p -> held.epochOf(topicId, p))
                                            .toList()));
        }
        return topics;
    }

    static CurrentAssignment read(ConsumerGroupCurrentMemberAssignmentValue value) {
        return new CurrentAssignment(
                value.memberEpoch(),
                value.previousMemberEpoch(),
                MemberState.of(value.state()),
                held(value.assignedPartitions(), value.memberEpoch()),
                held(value.partitionsPendingRevocation(), value.memberEpoch()));
    }

    private static HeldPartitions held(List<TopicPartitions> topics, int memberEpoch) {
        Map<UUID, Map<Integer, Integer>> held = new HashMap<>();
        for (TopicPartitions topic : topics) {
            List<Integer> epochs = topic.assignmentEpochs();
            Map<Integer, Integer> byPartition = new HashMap<>();
            for (int i = 0; i < topic.partitions().size(); i++) {
                boolean isKnown = epochs != null && i < epochs.size();
                byPartition.put(topic.partitions().get(i), isKnown ? epochs.get(i) : memberEpoch);
            }
            held.put(Ids.java(topic.topicId()), byPartition);
        }
        return HeldPartitions.of(held);
    }
}
