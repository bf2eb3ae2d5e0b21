package io.taffrail.gateway.coordinator.group.offsets;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.Group;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.coordinator.group.Membership;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Forgets offsets that nobody has use for: of topics that are gone, and of groups that have been
 * without members for {@code offsets.retention.minutes} (KIP-211). A group with members keeps those
 * of the topics that it reads, however old.
 */
public final class OffsetExpiry {

    private static final OffsetTimer CHECK = new OffsetTimer();
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Groups groups;
    private final Supplier<GroupSettings> settings;

    public OffsetExpiry(Groups groups, Supplier<GroupSettings> settings) {
        this.groups = groups;
        this.settings = settings;
    }

    public void onLoaded(Turn<GroupEntry> turn) {
        turn.schedule(CHECK, settings.get().offsetsCheckIntervalMs());
    }

    public void expire(Turn<GroupEntry> turn) {
        for (Group group : groups.all()) {
            expire(group, turn);
        }
        turn.schedule(CHECK, settings.get().offsetsCheckIntervalMs());
    }

    private void expire(Group group, Turn<GroupEntry> turn) {
        Membership membership = group.membership();
        if (membership != null && readsWhatNobodyKnows(membership)) {
            return;
        }
        for (TopicPartition partition : old(group, membership, turn.nowMs())) {
            turn.write(new OffsetCommitted(group.id(), partition, null));
        }
        if (membership != null
                && !membership.hasMembers()
                && group.offsets().isEmpty()
                && isOld(membership.emptySinceMs(), turn.nowMs())) {
            membership.erase(turn);
        }
    }

    private static boolean readsWhatNobodyKnows(Membership membership) {
        return membership.hasMembers() && !membership.protocolType().equals("consumer");
    }

    private List<TopicPartition> old(Group group, @Nullable Membership membership, long nowMs) {
        long emptySinceMs =
                membership == null || membership.hasMembers() ? NEVER : membership.emptySinceMs();
        return GroupOffsets.partitions(
                        group, topic -> membership == null || !membership.isSubscribedTo(topic))
                .stream()
                .filter(p ->
                        isOld(group.offsets().get(p.topic(), p.partition()), emptySinceMs, nowMs))
                .toList();
    }

    private boolean isOld(@Nullable CommittedOffset offset, long emptySinceMs, long nowMs) {
        if (offset == null) {
            return false;
        }
        return offset.expireTimestampMs() >= 0
                ? nowMs >= offset.expireTimestampMs()
                : isOld(Math.max(offset.commitTimestampMs(), emptySinceMs), nowMs);
    }

    private boolean isOld(long sinceMs, long nowMs) {
        return nowMs - sinceMs >= settings.get().offsetsRetentionMs();
    }

    /** A topic that is gone takes its offsets along: the next one of the name begins anew. */
    public void onMetadata(MetadataImage before, Turn<GroupEntry> turn) {
        MetadataImage after = turn.image();
        if (after.hasSameTopics(before)) {
            return;
        }
        for (Group group : groups.all()) {
            GroupOffsets.partitions(group, topic -> isGone(topic, before, after))
                    .forEach(p -> turn.write(new OffsetCommitted(group.id(), p, null)));
        }
    }

    private static boolean isGone(String topic, MetadataImage before, MetadataImage after) {
        var was = before.topic(topic);
        return was != null && after.topic(was.id()) == null;
    }
}
