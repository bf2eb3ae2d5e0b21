package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.Group;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members that are streams of a gateway live no longer than it does: one that the cluster has
 * fenced keeps none, and brings none in. Otherwise nobody would read their partitions until their
 * sessions end. Who they are stands in the client ids; members of other clients are left alone.
 */
final class Residents {

    private static final Logger LOG = LoggerFactory.getLogger(Residents.class);

    private final Departures departures;

    Residents(Departures departures) {
        this.departures = departures;
    }

    /** Those whose gateway went while this coordinator looked on. */
    void onMetadata(Groups groups, MetadataImage before, Turn<GroupEntry> turn) {
        MetadataImage now = turn.image();
        if (gateways(before).equals(gateways(now))) {
            return;
        }
        for (Group group : groups.all()) {
            if (group.membership() instanceof ConsumerGroup ours) {
                letGo(ours, life -> life.endsBetween(before, now), turn);
            }
        }
    }

    private static List<NodeImage> gateways(MetadataImage image) {
        return image.nodes().stream().filter(node -> node.role() == NodeRole.GATEWAY).toList();
    }

    /** Those whose gateway was gone when the shard was loaded: it may have owned it. */
    void onLoaded(ConsumerGroup group, Turn<GroupEntry> turn) {
        letGo(group, life -> life.isOutside(turn.image()), turn);
    }

    /** All at once, for one rebalance. */
    private void letGo(ConsumerGroup group, Predicate<GatewayLife> isOver, Turn<GroupEntry> turn) {
        Map<String, Boolean> known = new HashMap<>();
        List<ConsumerMember> gone =
                group.members().stream()
                        .filter(member ->
                                known.computeIfAbsent(
                                        member.subscription().clientId(),
                                        clientId -> is(clientId, isOver)))
                        .toList();
        if (!gone.isEmpty()) {
            LOG.info(
                    "group {} goes on without {} members whose gateways are gone, such as {} of {}",
                    group.id(),
                    gone.size(),
                    gone.getFirst().id(),
                    gone.getFirst().subscription().clientId());
            departures.remove(group, gone, turn);
        }
    }

    /** What there is against a new member: its gateway may have died since it asked. */
    static @Nullable Rejected objection(Heartbeat heartbeat, MetadataImage image) {
        boolean isOutside =
                heartbeat.isJoin() && is(heartbeat.clientId(), life -> life.isOutside(image));
        return isOutside
                ? new Rejected(
                        Rejection.COORDINATOR_NOT_AVAILABLE,
                        heartbeat.clientId()
                                + " is fenced, and its streams can be in no group: try again when"
                                + " it is back in the cluster")
                : null;
    }

    private static boolean is(String clientId, Predicate<GatewayLife> so) {
        GatewayLife life = GatewayLife.of(clientId);
        return life != null && so.test(life);
    }
}
