package io.taffrail.protocol.api;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;

/** Who coordinates something, as far as an image of the cluster tells. */
sealed interface CoordinatorLookup {

    record Found(int nodeId, Endpoint at) implements CoordinatorLookup {}

    record NotFound(Rejected why) implements CoordinatorLookup {}

    /**
     * @param kind one of {@link CoordinatorShards#GROUP}, {@link CoordinatorShards#TRANSACTION} and
     *     {@link CoordinatorShards#SHARE}
     * @param key a group's id, a transactional id, or a share partition's name
     * @param listener the listener whose addresses the client can use
     */
    static CoordinatorLookup of(MetadataImage image, byte kind, String key, String listener) {
        return switch (kind) {
            case CoordinatorShards.GROUP -> ofGroup(image, key, listener);
            case CoordinatorShards.TRANSACTION ->
                    unavailable("transactions are not coordinated here yet: produce without one");
            case CoordinatorShards.SHARE ->
                    unavailable("share groups are not coordinated here yet: use a consumer group");
            default ->
                    new NotFound(
                            new Rejected(
                                    Rejection.INVALID_REQUEST,
                                    "there are no coordinators of type %d: ask for 0 (group), 1 (transaction) or 2 (share)"
                                            .formatted(kind)));
        };
    }

    private static CoordinatorLookup ofGroup(MetadataImage image, String groupId, String listener) {
        if (groupId.isEmpty()) {
            return new NotFound(
                    new Rejected(
                            Rejection.INVALID_GROUP_ID,
                            "the group id is empty: give the group a name (group.id)"));
        }
        PartitionImage shard = CoordinatorShards.shardOf(groupId, image);
        if (shard == null) {
            return unavailable(
                    "the topic that keeps the state of groups is not there yet: too few brokers may be alive for its replicas (offsets.topic.replication.factor)");
        }
        NodeImage owner = shard.hasCoordinator() ? image.node(shard.coordinator()) : null;
        Listeners.Reachable shown = owner == null ? null : Listeners.shown(image, owner, listener);
        return shown == null
                ? unavailable(
                        "no gateway coordinates group '%s' now: one with a listener %s must be alive"
                                .formatted(groupId, listener))
                : new Found(shown.node().id(), shown.endpoint());
    }

    private static CoordinatorLookup unavailable(String why) {
        return new NotFound(new Rejected(Rejection.COORDINATOR_NOT_AVAILABLE, why));
    }
}
