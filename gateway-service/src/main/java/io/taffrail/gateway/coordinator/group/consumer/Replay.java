package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.Group;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.GroupEpoch;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberAssigned;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberTarget;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.OldTopicMetadata;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.TargetEpoch;
import org.jspecify.annotations.Nullable;

/**
 * Takes entries into the groups: the only place that changes one. A compacted log may begin
 * anywhere in a group's life, so each entry stands for itself, and what forgets something that is
 * not there makes nothing.
 */
final class Replay {

    private final Groups groups;
    private final Regexes regexes;

    Replay(Groups groups, Regexes regexes) {
        this.groups = groups;
        this.regexes = regexes;
    }

    void take(ConsumerEntry entry) {
        switch (entry) {
            case GroupEpoch e -> {
                if (e.value() == null) {
                    drop(e.groupId());
                } else {
                    make(e.groupId()).replayEpoch(e.value().epoch(), e.value().topicsHash());
                }
            }
            case OldTopicMetadata _ -> {
                // The topics' hash has taken its place.
            }
            case MemberSubscribed e -> {
                ConsumerGroup group = at(e.groupId(), e.subscription());
                if (group != null) {
                    group.replaySubscription(e.memberId(), e.subscription());
                }
            }
            case TargetEpoch e -> {
                ConsumerGroup group = at(e.groupId(), e.value());
                if (group != null) {
                    group.replayTargetEpoch(
                            e.value() == null
                                    ? ConsumerGroup.EPOCH_BEFORE_FIRST
                                    : e.value().epoch());
                }
            }
            case MemberTarget e -> {
                ConsumerGroup group = at(e.groupId(), e.partitions());
                if (group != null) {
                    group.replayTarget(e.memberId(), e.partitions());
                }
            }
            case MemberAssigned e -> {
                ConsumerGroup group = at(e.groupId(), e.assignment());
                if (group != null) {
                    group.replayAssignment(e.memberId(), e.assignment());
                }
            }
            case RegexResolved e -> {
                regexes.used();
                ConsumerGroup group = at(e.groupId(), e.resolution());
                if (group != null) {
                    group.interests().resolve(e.regex(), e.resolution());
                }
            }
        }
    }

    /** The group; null when it is not there and the entry has nothing to remember. */
    private @Nullable ConsumerGroup at(String groupId, @Nullable Object value) {
        if (value != null) {
            return make(groupId);
        }
        Group group = groups.find(groupId);
        return group != null && group.membership() instanceof ConsumerGroup ours ? ours : null;
    }

    private ConsumerGroup make(String groupId) {
        Group group = groups.getOrCreate(groupId);
        if (group.membership() instanceof ConsumerGroup ours) {
            return ours;
        }
        var made = new ConsumerGroup(groupId);
        group.membership(made);
        return made;
    }

    private void drop(String groupId) {
        Group group = groups.find(groupId);
        if (group != null && group.membership() instanceof ConsumerGroup) {
            group.membership(null);
            groups.dropIfNothing(groupId);
        }
    }
}
