package io.taffrail.gateway.coordinator.group.offsets;

import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.link.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A group's offset in one partition.
 *
 * @param value null when it is forgotten
 */
public record OffsetCommitted(
        String groupId, TopicPartition partition, @Nullable CommittedOffset value)
        implements GroupEntry {}
