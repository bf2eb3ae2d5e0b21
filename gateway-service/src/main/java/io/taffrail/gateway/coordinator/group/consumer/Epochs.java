package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.assign.Roster;
import io.taffrail.gateway.coordinator.group.assign.Subscriber;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.GroupEpoch;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberTarget;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.TargetEpoch;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Moves a group's epoch when what it reads from has changed, and its target to that epoch: once for
 * each epoch, and only when a member asks, so that those who leave together cost one assignment.
 */
final class Epochs {

    private final Regexes regexes;

    Epochs(Regexes regexes) {
        this.regexes = regexes;
    }

    /**
     * @param hasChanged whether a member brought another subscription
     */
    void advance(ConsumerGroup group, boolean hasChanged, Turn<GroupEntry> turn) {
        boolean isFirst = group.epoch() == ConsumerGroup.EPOCH_BEFORE_FIRST;
        boolean isNewImage = group.seesAnew(turn.image());
        boolean mustRise = regexes.refresh(group, turn) || hasChanged || isFirst;
        if (mustRise || isNewImage) {
            long hash = TopicsHash.of(group.interests(), turn.image());
            if (mustRise || hash != group.topicsHash()) {
                rise(group, hash, turn);
            }
        }
        if (group.epoch() > group.targetEpoch()) {
            assign(group, turn);
        }
    }

    /** After a member is gone. */
    static void rise(ConsumerGroup group, Turn<GroupEntry> turn) {
        rise(group, TopicsHash.of(group.interests(), turn.image()), turn);
    }

    private static void rise(ConsumerGroup group, long topicsHash, Turn<GroupEntry> turn) {
        turn.write(new GroupEpoch(group.id(), new GroupEpoch.Value(group.epoch() + 1, topicsHash)));
    }

    private static void assign(ConsumerGroup group, Turn<GroupEntry> turn) {
        Map<String, PartitionSet> targets = group.assignor().assign(roster(group, turn.image()));
        for (ConsumerMember member : group.members()) {
            PartitionSet target = targets.getOrDefault(member.id(), PartitionSet.EMPTY);
            if (!target.equals(group.target(member.id()))) {
                turn.write(new MemberTarget(group.id(), member.id(), target));
            }
        }
        turn.write(new TargetEpoch(group.id(), new TargetEpoch.Value(group.epoch(), turn.nowMs())));
    }

    private record Wants(List<String> names, String regex) {}

    private static Roster roster(ConsumerGroup group, MetadataImage image) {
        Map<UUID, Integer> counts = new HashMap<>();
        Map<Wants, Set<UUID>> known = new HashMap<>();
        List<Subscriber> members = new ArrayList<>(group.size());
        for (ConsumerMember member : group.members()) {
            MemberSubscription subscription = member.subscription();
            String regex = subscription.regex();
            var wants = new Wants(subscription.topicNames(), regex == null ? "" : regex);
            Set<UUID> topics =
                    known.computeIfAbsent(wants, w -> topics(group.interests(), w, image, counts));
            members.add(
                    new Subscriber(
                            member.id(),
                            subscription.instanceId(),
                            topics,
                            group.target(member.id())));
        }
        return new Roster(members, counts);
    }

    private static Set<UUID> topics(
            Interests interests, Wants wants, MetadataImage image, Map<UUID, Integer> counts) {
        Set<String> names = new HashSet<>(wants.names());
        names.addAll(interests.topicsOf(wants.regex()));
        Set<UUID> topics = new HashSet<>();
        for (String name : names) {
            TopicImage topic = image.topic(name);
            if (topic != null) {
                topics.add(topic.id());
                counts.put(topic.id(), topic.partitions().size());
            }
        }
        return topics;
    }
}
