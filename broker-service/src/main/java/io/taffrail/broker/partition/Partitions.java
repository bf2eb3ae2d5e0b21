package io.taffrail.broker.partition;

import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Loop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that this broker has replicas of. One thread makes them follow the metadata image;
 * any thread finds them.
 */
public final class Partitions {

    private final PartitionPorts ports;
    private final int localId;
    private final List<Loop> loops;
    private final Function<MetadataImage, EffectiveConfigs> configs;

    private final Map<ByName, Partition> byName = new ConcurrentHashMap<>();
    private final Map<ById, Partition> byId = new ConcurrentHashMap<>();
    private final Set<PartitionId> failed = ConcurrentHashMap.newKeySet();
    private volatile MetadataImage image = MetadataImage.EMPTY;
    private boolean hasCaughtUp;

    private record ByName(String topic, int partition) {}

    private record ById(UUID topicId, int partition) {}

    /**
     * @param loops the loops among which the partitions are spread; a partition keeps its loop
     * @param configs the settings that hold on this node
     */
    public Partitions(
            PartitionPorts ports,
            List<Loop> loops,
            Function<MetadataImage, EffectiveConfigs> configs) {
        this.ports = ports;
        this.localId = ports.localId();
        this.loops = List.copyOf(loops);
        this.configs = configs;
    }

    public @Nullable Partition find(String topic, int partition) {
        return byName.get(new ByName(topic, partition));
    }

    public @Nullable Partition find(UUID topicId, int partition) {
        return byId.get(new ById(topicId, partition));
    }

    /** What is replicated of it, or -1 while its log has not been opened. */
    public long highWatermark(PartitionName name) {
        Partition partition = find(name.topic(), name.partition());
        PartitionView view = partition == null ? null : partition.view();
        return view == null ? -1 : view.highWatermark();
    }

    /** What goes in and out. */
    public Traffic traffic() {
        return ports.traffic();
    }

    public Collection<Partition> all() {
        return byId.values();
    }

    /** What the controller says of the partition, or null when it is gone. */
    public @Nullable PartitionImage imageOf(PartitionId id) {
        return image.partition(id.topicId(), id.partition());
    }

    /** Why a partition is not found here. */
    public Rejection absence(String topic, int partition) {
        return image.partition(topic, partition) == null
                ? Rejection.UNKNOWN_TOPIC_OR_PARTITION
                : Rejection.NOT_LEADER_OR_FOLLOWER;
    }

    /** Why a partition is not found here. */
    public Rejection absence(UUID topicId, int partition) {
        if (image.topic(topicId) == null) {
            return Rejection.UNKNOWN_TOPIC_ID;
        }
        return image.partition(topicId, partition) == null
                ? Rejection.UNKNOWN_TOPIC_OR_PARTITION
                : Rejection.NOT_LEADER_OR_FOLLOWER;
    }

    /**
     * The images have caught up with the cluster: partitions that come from now on are new, and no
     * earlier run of this node knew them. On the thread that calls {@link #follow}.
     */
    public void caughtUp() {
        hasCaughtUp = true;
    }

    /**
     * Makes the partitions what the image says. Called by one thread, with ever newer images.
     *
     * <p>An image from before this run's registration is passed over. It may name this broker as a
     * leader whose log had more than the disk has now: were it to lead on in that epoch, other
     * records would get the offsets of those, and nobody could tell them apart.
     */
    public void follow(MetadataImage next) {
        if (!isOfThisRun(next)) {
            return;
        }
        MetadataImage before = image;
        EffectiveConfigs effective = configs.apply(next);
        EffectiveConfigs cluster = EffectiveConfigs.ofCluster(next);
        boolean isAllNew =
                !next.configs(ConfigResource.broker(localId))
                                .equals(before.configs(ConfigResource.broker(localId)))
                        || !next.configs(ConfigResource.ALL_BROKERS)
                                .equals(before.configs(ConfigResource.ALL_BROKERS));
        // First, so that one of the same name finds its place free.
        for (TopicImage topic : before.topics()) {
            if (next.topic(topic.id()) == null) {
                topic.partitions().forEach(partition -> remove(topic, partition));
            }
        }
        for (TopicImage topic : next.topics()) {
            // Images share what did not change, so that most topics cost one comparison.
            var resource = ConfigResource.topic(topic.name());
            boolean isNew =
                    isAllNew
                            || before.topic(topic.id()) != topic
                            || before.configs(resource) != next.configs(resource);
            if (isNew) {
                follow(topic, effective, cluster);
            }
        }
        image = next;
        if (hasNodeThatServesAnew(before, next)) {
            // What it has fetched may have been all that it lacked to be in sync again.
            checkIsrs();
        }
        if (!before.hasSameTopics(next)) {
            ports.traffic().keepOnly(topic -> next.topic(topic) != null);
        }
    }

    private static boolean hasNodeThatServesAnew(MetadataImage before, MetadataImage next) {
        for (NodeImage node : next.nodes()) {
            NodeImage known = before.node(node.id());
            boolean isSame = known == node || known != null && known.isActive();
            if (!isSame && node.isActive()) {
                return true;
            }
        }
        return false;
    }

    private boolean isOfThisRun(MetadataImage next) {
        long registration = ports.nodeEpoch().getAsLong();
        return registration >= 0 && next.appliedIndex() >= registration;
    }

    /**
     * @param cluster the settings without this node's own, for what the controller counts on too
     */
    private void follow(TopicImage topic, EffectiveConfigs effective, EffectiveConfigs cluster) {
        LogConfig config = LogConfigs.of(effective, topic.name());
        int minInSync = cluster.topicInt(topic.name(), TopicConfigs.MIN_INSYNC_REPLICAS);
        for (PartitionImage partition : topic.partitions()) {
            if (!partition.hasReplica(localId)) {
                remove(topic, partition);
                continue;
            }
            Partition known = find(topic.id(), partition.partition());
            if (known == null) {
                create(topic, partition, config, minInSync);
            } else {
                known.loop().execute(() -> known.become(partition, config, minInSync));
            }
        }
    }

    private void create(
            TopicImage topic, PartitionImage image, LogConfig config, int minInSyncReplicas) {
        var id = new PartitionId(topic.name(), topic.id(), image.partition());
        // By name, so that an earlier topic of this name shares the loop and is gone before.
        Loop loop = loopOf(topic.name(), image.partition());
        var created = new Partition(id, ports, loop, image, hasCaughtUp, config, minInSyncReplicas);
        byId.put(new ById(topic.id(), image.partition()), created);
        byName.put(new ByName(topic.name(), image.partition()), created);
        loop.execute(created::announce);
    }

    /** The loop of all partitions that have ever this name. */
    public Loop loopOf(String topic, int partition) {
        int spread = 31 * topic.hashCode() + partition;
        return loops.get(Math.floorMod(spread, loops.size()));
    }

    private void remove(TopicImage topic, PartitionImage image) {
        Partition gone = byId.remove(new ById(topic.id(), image.partition()));
        if (gone != null) {
            // A topic of the same name may have come already: only this very partition goes.
            byName.remove(new ByName(topic.name(), image.partition()), gone);
            gone.loop().execute(gone::delete);
        }
    }

    /** Completes when the partitions have done what they were told until now. Any thread. */
    public CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(
                loops.stream()
                        .map(loop -> CompletableFuture.runAsync(() -> {}, loop::execute))
                        .toArray(CompletableFuture[]::new));
    }

    /** Takes the partitions of a failed directory out of service. Any thread. */
    public void goOffline(Collection<PartitionId> ids, String why) {
        var reason = new Rejected(Rejection.KAFKA_STORAGE_ERROR, why);
        failed.addAll(ids);
        for (PartitionId id : ids) {
            Partition partition = find(id.topicId(), id.partition());
            if (partition != null) {
                partition.loop().execute(() -> partition.goOffline(reason));
            }
        }
    }

    /**
     * Whether this broker leads a partition whose disk has failed, and another replica could. A
     * broker in this state is to be fenced, so that the other leads; any thread.
     */
    public boolean leadsInVain() {
        for (PartitionId id : failed) {
            PartitionImage now = imageOf(id);
            if (now != null && now.leader() == localId && now.isr().size() > 1) {
                return true;
            }
        }
        return false;
    }

    /** Lets every open partition do the work that time brings. Any thread. */
    public void maintain(long producerExpirationMs) {
        for (Partition partition : all()) {
            partition.loop().execute(() -> partition.maintain(producerExpirationMs));
        }
    }

    /** Lets every leader look whether a follower has fallen behind. Any thread. */
    public void checkIsrs() {
        onLeaders(Partition::checkIsr);
    }

    /** Lets every leader look whether another is likely to lead by now. Any thread. */
    public void checkDoubts() {
        onLeaders(Partition::checkDoubt);
    }

    private void onLeaders(Consumer<Partition> look) {
        for (Partition partition : all()) {
            PartitionView view = partition.view();
            if (view != null && view.isLeader()) {
                partition.loop().execute(() -> look.accept(partition));
            }
        }
    }

    /** A fetch of that broker has come, which follows this one. Any thread. */
    public void fetchedBy(int replicaId) {
        ports.contacts().fetchedBy(replicaId);
    }

    /** Closes every log as a clean stop leaves it. Completes when all are closed. */
    public CompletableFuture<Void> close() {
        List<CompletableFuture<?>> closing = new ArrayList<>();
        Map<Loop, List<Partition>> byLoop = new LinkedHashMap<>();
        all().forEach(each ->
                byLoop.computeIfAbsent(each.loop(), l -> new ArrayList<>()).add(each));
        byLoop.forEach((loop, partitions) -> {
            var done = new CompletableFuture<Void>();
            closing.add(done);
            loop.execute(() -> {
                partitions.forEach(Partition::close);
                done.complete(null);
            });
        });
        return CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new));
    }
}
