package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The shards of one internal topic that this gateway owns: it takes them and lets them go as the
 * controller says. Owned by its loop; requests come from any thread.
 */
public final class ShardRuntime<Q extends ShardRequest<?>, E> {

    private final ShardPorts ports;
    private final String topic;
    private final Supplier<ShardMachine<Q, E>> newMachine;
    private final EntryCodec<E> codec;
    private final Map<Integer, Shard<Q, E>> shards = new HashMap<>();
    private MetadataImage known = MetadataImage.EMPTY;

    public ShardRuntime(
            ShardPorts ports,
            String topic,
            Supplier<ShardMachine<Q, E>> newMachine,
            EntryCodec<E> codec) {
        this.ports = ports;
        this.topic = topic;
        this.newMachine = newMachine;
        this.codec = codec;
    }

    /** The metadata has changed. Any thread. */
    public void follow(MetadataImage image) {
        ports.loop().execute(() -> take(image));
    }

    private void take(MetadataImage image) {
        if (image.appliedIndex() <= known.appliedIndex() || !isOfThisRun(image)) {
            return;
        }
        known = image;
        TopicImage now = image.topic(topic);
        List<PartitionImage> partitions = now == null ? List.of() : now.partitions();
        shards.keySet().stream()
                .filter(shard -> shard >= partitions.size() || !isOurs(partitions.get(shard)))
                .toList()
                .forEach(this::letGo);
        for (PartitionImage partition : partitions) {
            if (isOurs(partition)) {
                shards.computeIfAbsent(partition.partition(), this::newShard)
                        .own(partition.leaderEpoch());
            }
        }
        shards.values().forEach(Shard::onMetadata);
    }

    /**
     * What an earlier run of this gateway owned is not ours, though the image before our
     * registration says so: under the same epoch, what that run sent last could still arrive at the
     * log, after what we write.
     */
    private boolean isOfThisRun(MetadataImage image) {
        long registration = ports.nodeEpoch().getAsLong();
        return registration >= 0 && image.appliedIndex() >= registration;
    }

    private void letGo(Integer partition) {
        Shard<Q, E> shard = shards.remove(partition);
        if (shard != null) {
            shard.disown();
        }
    }

    private boolean isOurs(PartitionImage partition) {
        return partition.coordinator() == ports.nodeId();
    }

    private Shard<Q, E> newShard(int partition) {
        return new Shard<>(ports, new TopicPartition(topic, partition), newMachine, codec);
    }

    /** Hands a request to a shard. Any thread; it is always answered, at the latest at its end. */
    public void submit(int partition, Call<? extends Q> call) {
        boolean taken = ports.loop().offer(() -> pass(partition, call));
        if (!taken) {
            refuse(
                    call,
                    Rejection.COORDINATOR_NOT_AVAILABLE,
                    "gateway " + ports.nodeId() + " has too much to do: try later");
        }
    }

    private void pass(int partition, Call<? extends Q> call) {
        Shard<Q, E> shard = shards.get(partition);
        if (shard == null) {
            refuse(
                    call,
                    Rejection.NOT_COORDINATOR,
                    "gateway "
                            + ports.nodeId()
                            + " does not coordinate "
                            + topic
                            + "-"
                            + partition);
        } else {
            shard.submit(call);
        }
    }

    private void refuse(Call<? extends Q> call, Rejection reason, String message) {
        call.reply().complete(Answer.refused(reason, message));
    }

    /** The shards that are here now, loaded or not. Completes on the runtime's loop. */
    public CompletableFuture<List<Integer>> owned() {
        var owned = new CompletableFuture<List<Integer>>();
        ports.loop().execute(() -> owned.complete(new ArrayList<>(shards.keySet())));
        return owned;
    }
}
