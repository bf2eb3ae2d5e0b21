package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the log remembers of a group of this protocol. The newest entry of a key counts; one without
 * a value forgets what its key stands for.
 */
public sealed interface ConsumerEntry extends GroupEntry {

    /** The group's epoch, and the state of the topics for which it was reached (type 3). */
    record GroupEpoch(String groupId, @Nullable Value value) implements ConsumerEntry {
        public record Value(int epoch, long topicsHash) {}
    }

    /** What Kafka before 4.1 kept of topics (type 4); read, and otherwise passed over. */
    record OldTopicMetadata(String groupId) implements ConsumerEntry {}

    /** Who a member is, and what it wants (type 5). */
    record MemberSubscribed(
            String groupId, String memberId, @Nullable MemberSubscription subscription)
            implements ConsumerEntry {}

    /** The group epoch for which the target was computed (type 6). */
    record TargetEpoch(String groupId, @Nullable Value value) implements ConsumerEntry {
        public record Value(int epoch, long timestampMs) {}
    }

    /** What a member is to read in the end (type 7). */
    record MemberTarget(String groupId, String memberId, @Nullable PartitionSet partitions)
            implements ConsumerEntry {}

    /** How far a member has come (type 8). */
    record MemberAssigned(String groupId, String memberId, @Nullable CurrentAssignment assignment)
            implements ConsumerEntry {}

    /** The topics that a regular expression stands for (type 16). */
    record RegexResolved(String groupId, String regex, @Nullable Resolution resolution)
            implements ConsumerEntry {

        /**
         * @param topics in order
         * @param imageIndex of the metadata that was looked at
         */
        public record Resolution(List<String> topics, long imageIndex, long timestampMs) {
            public Resolution {
                topics = List.copyOf(topics);
            }
        }
    }
}
