package io.taffrail.gateway.coordinator.group;

import io.taffrail.gateway.link.OwnGroups.OwnGroup;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the groups of a shard have committed and read: for metrics, so no log is asked. */
final class GroupSurvey {

    private GroupSurvey() {}

    static List<OwnGroup> of(Groups groups, MetadataImage image) {
        return groups.all().stream().map(group -> of(group, image)).toList();
    }

    private static OwnGroup of(Group group, MetadataImage image) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        group.offsets()
                .all()
                .forEach((topic, partitions) ->
                        partitions.forEach((partition, offset) ->
                                committed.put(
                                        new TopicPartition(topic, partition), offset.offset())));
        Membership membership = group.membership();
        return membership == null
                ? new OwnGroup(group.id(), 0, 0, committed, Set.of())
                : new OwnGroup(
                        group.id(),
                        membership.memberCount(),
                        membership.rebalances(),
                        committed,
                        membership.assigned(image));
    }
}
