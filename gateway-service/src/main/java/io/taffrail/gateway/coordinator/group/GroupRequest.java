package io.taffrail.gateway.coordinator.group;

import io.taffrail.gateway.coordinator.ShardRequest;

/**
 * What can be asked of the group coordinator. Each package has its own kinds.
 *
 * @param <R> the answer
 */
public interface GroupRequest<R> extends ShardRequest<R> {

    /** The group, which tells the shard; empty in a request that goes to all shards. */
    String groupId();
}
