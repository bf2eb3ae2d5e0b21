package io.taffrail.gateway.coordinator.group.assign;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member, as far as an assignor sees it.
 *
 * @param instanceId of a static member (KIP-345), or null
 * @param topics existing topics that it wants to read; members that want the same should share the
 *     set, which makes comparing cheap
 * @param assigned its target before
 */
public record Subscriber(
        String memberId, @Nullable String instanceId, Set<UUID> topics, PartitionSet assigned) {}
