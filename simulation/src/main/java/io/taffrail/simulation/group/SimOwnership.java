package io.taffrail.simulation.group;

import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnfenced;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.simulation.cluster.SimScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The controller, as far as shards go: it gives the one shard to a gateway, under a new epoch, and
 * everybody hears of it at a time of their own, in order.
 */
final class SimOwnership {

    static final String ORDERS = "orders";
    static final UUID ORDERS_ID = new UUID(5, 2);
    private static final UUID SHARDS_ID = new UUID(5, 1);
    private static final String SHARDS = CoordinatedTopics.CONSUMER_OFFSETS;
    private static final long MS = 1_000_000;

    private final SimScheduler scheduler;
    private final Random random;
    private final List<Follower> followers = new ArrayList<>();
    private MetadataImage image = MetadataImage.EMPTY;

    private final class Follower {
        private final Consumer<MetadataImage> listener;
        private long heardNs;

        private Follower(Consumer<MetadataImage> listener) {
            this.listener = listener;
        }

        private void tell(MetadataImage news) {
            long atNs = scheduler.nowNs() + random.nextLong(slownessMs * MS);
            heardNs = Math.max(heardNs + 1, atNs);
            scheduler.after(heardNs - scheduler.nowNs(), () -> listener.accept(news));
        }
    }

    private long slownessMs = 20;

    SimOwnership(SimScheduler scheduler, Random random, int partitions) {
        this.scheduler = scheduler;
        this.random = random;
        apply(new TopicCreated(topic(SHARDS_ID, SHARDS, 1)));
        apply(new TopicCreated(topic(ORDERS_ID, ORDERS, partitions)));
    }

    private static TopicImage topic(UUID id, String name, int partitions) {
        return new TopicImage(
                id,
                name,
                false,
                IntStream.range(0, partitions)
                        .mapToObj(p -> PartitionImage.created(p, List.of(1), List.of(1)))
                        .toList());
    }

    void follow(Consumer<MetadataImage> listener) {
        var follower = new Follower(listener);
        followers.add(follower);
        follower.tell(image);
    }

    /** How late everybody may hear of what comes next. */
    void slowness(long ms) {
        slownessMs = ms;
    }

    static PartitionImage shard(MetadataImage image) {
        return Objects.requireNonNull(image.partition(SHARDS, 0));
    }

    /** Gives the shard away; to its owner again, as when the partition's leader has changed. */
    int give(int gateway) {
        PartitionImage now = shard(image).withCoordinator(gateway);
        apply(
                new PartitionChanged(
                        Objects.requireNonNull(image.topic(SHARDS)).id(),
                        now,
                        ChangeReason.COORDINATOR_CHANGED));
        return now.leaderEpoch();
    }

    /** A gateway begins a life; the one before is over. */
    GatewayLife register(int gateway) {
        long epoch = image.appliedIndex() + 1;
        apply(
                new NodeRegistered(
                        new NodeImage(
                                gateway,
                                NodeRole.GATEWAY,
                                epoch,
                                new UUID(6, epoch),
                                List.of(),
                                null,
                                true,
                                false,
                                List.of())));
        apply(new NodeUnfenced(gateway, epoch));
        return new GatewayLife(gateway, epoch);
    }

    void fence(GatewayLife life) {
        apply(new NodeFenced(life.nodeId(), life.epoch()));
    }

    void unfence(GatewayLife life) {
        apply(new NodeUnfenced(life.nodeId(), life.epoch()));
    }

    private void apply(MetadataEvent event) {
        image = image.evolve(event, image.appliedIndex() + 1);
        followers.forEach(each -> each.tell(image));
    }
}
