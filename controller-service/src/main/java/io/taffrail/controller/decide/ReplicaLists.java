package io.taffrail.controller.decide;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What holds of the brokers that somebody names for a partition, be it new or reassigned. */
final class ReplicaLists {

    private ReplicaLists() {}

    /** Why these cannot be a partition's replicas, or nothing when they can. */
    static Optional<Rejected> objection(MetadataImage image, List<Integer> replicas) {
        if (replicas.isEmpty()) {
            return bad("no replicas are given: name at least one broker");
        }
        if (new HashSet<>(replicas).size() < replicas.size()) {
            return bad("replicas %s name a broker twice", replicas);
        }
        for (int id : replicas) {
            NodeImage node = image.node(id);
            if (node == null || node.role() != NodeRole.BROKER) {
                return bad("replicas %s name %d, which is not a registered broker", replicas, id);
            }
        }
        return replicas.stream().noneMatch(id -> isActive(image, id))
                ? bad("none of the replicas %s is alive: name a living broker", replicas)
                : Optional.empty();
    }

    static boolean isActive(MetadataImage image, int nodeId) {
        NodeImage node = image.node(nodeId);
        return node != null && node.isActive();
    }

    private static Optional<Rejected> bad(String message, Object... values) {
        return Optional.of(
                new Rejected(Rejection.INVALID_REPLICA_ASSIGNMENT, message.formatted(values)));
    }
}
