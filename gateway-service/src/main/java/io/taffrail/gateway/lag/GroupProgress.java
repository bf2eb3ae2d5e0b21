package io.taffrail.gateway.lag;

import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.TopicPartition;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a group has committed, and what its members read now.
 *
 * @param assigned of those it may have committed nothing
 */
public record GroupProgress(
        String group, Map<TopicPartition, Long> committed, Set<TopicPartition> assigned) {

    static final Comparator<TopicPartition> IN_ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    public static GroupProgress of(Description group, Map<TopicPartition, Long> committed) {
        Set<TopicPartition> assigned = new HashSet<>();
        group.members().forEach(member -> assigned.addAll(member.assigned()));
        return new GroupProgress(group.group(), committed, assigned);
    }

    /** By topic, then by partition. */
    List<TopicPartition> partitions() {
        Set<TopicPartition> all = new TreeSet<>(IN_ORDER);
        all.addAll(committed.keySet());
        all.addAll(assigned);
        return List.copyOf(all);
    }
}
