package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.assign.Assignor;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with a heartbeat in itself, whatever the group: in Kafka's order and words. */
final class HeartbeatChecks {

    private HeartbeatChecks() {}

    static @Nullable Rejected objection(Heartbeat heartbeat) {
        Rejected ofIds = objectionToIds(heartbeat);
        if (ofIds != null) {
            return ofIds;
        }
        Rejected ofEpoch =
                heartbeat.isJoin() ? objectionToJoin(heartbeat) : objectionToEpoch(heartbeat);
        return ofEpoch != null ? ofEpoch : objectionToAssignor(heartbeat.assignor());
    }

    private static @Nullable Rejected objectionToIds(Heartbeat heartbeat) {
        boolean mustKnowItself =
                heartbeat.makesOwnId()
                        || heartbeat.memberEpoch() > 0
                        || heartbeat.memberEpoch() == Heartbeat.LEAVE;
        if (mustKnowItself && isEmpty(heartbeat.memberId())) {
            return Refusals.invalid("MemberId can't be empty.");
        }
        if (isEmpty(heartbeat.groupId())) {
            return Refusals.invalid("GroupId can't be empty.");
        }
        if (isEmpty(heartbeat.instanceId())) {
            return Refusals.invalid("InstanceId can't be empty.");
        }
        return isEmpty(heartbeat.rackId()) ? Refusals.invalid("RackId can't be empty.") : null;
    }

    private static @Nullable Rejected objectionToJoin(Heartbeat heartbeat) {
        if (heartbeat.rebalanceTimeoutMs() == Heartbeat.UNCHANGED_MS) {
            return Refusals.invalid("RebalanceTimeoutMs must be provided in first request.");
        }
        if (heartbeat.owned() == null || !heartbeat.owned().isEmpty()) {
            return Refusals.invalid("TopicPartitions must be empty when (re-)joining.");
        }
        if (heartbeat.topicNames() == null && heartbeat.topicRegex() == null) {
            return Refusals.invalid(
                    "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when"
                            + " (re-)joining.");
        }
        return null;
    }

    private static @Nullable Rejected objectionToEpoch(Heartbeat heartbeat) {
        int epoch = heartbeat.memberEpoch();
        if (epoch == Heartbeat.LEAVE_FOR_A_WHILE && heartbeat.instanceId() == null) {
            return Refusals.invalid("InstanceId can't be null.");
        }
        return epoch < Heartbeat.LEAVE_FOR_A_WHILE
                ? Refusals.invalid("MemberEpoch is invalid.")
                : null;
    }

    private static @Nullable Rejected objectionToAssignor(@Nullable String assignor) {
        if (assignor == null || Assignor.named(assignor) != null) {
            return null;
        }
        String supported =
                Assignor.ALL.stream().map(Assignor::name).collect(Collectors.joining(", "));
        return new Rejected(
                Rejection.UNSUPPORTED_ASSIGNOR,
                "ServerAssignor "
                        + assignor
                        + " is not supported. Supported assignors: "
                        + supported
                        + ".");
    }

    /** As Kafka has it, blanks are nothing here; in the classic protocol they are a name. */
    private static boolean isEmpty(@Nullable String text) {
        return text != null && text.trim().isEmpty();
    }
}
