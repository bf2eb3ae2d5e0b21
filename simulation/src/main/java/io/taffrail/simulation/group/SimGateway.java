package io.taffrail.simulation.group;

import io.taffrail.gateway.coordinator.Call;
import io.taffrail.gateway.coordinator.ShardPorts;
import io.taffrail.gateway.coordinator.ShardRuntime;
import io.taffrail.gateway.coordinator.api.GroupRecords;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupMachine;
import io.taffrail.gateway.coordinator.group.GroupRequest;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin.ProducerIdentity;
import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.simulation.cluster.SimClock;
import io.taffrail.simulation.cluster.SimLoop;
import io.taffrail.simulation.cluster.SimProcess;
import io.taffrail.simulation.cluster.SimScheduler;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** A gateway that may own the shard: the real runtime, in one life after another. */
final class SimGateway {

    /** Sessions short enough to end within a run. */
    private static final GroupSettings SETTINGS = impatient(GroupSettings.DEFAULT);

    private final int id;
    private final SimScheduler scheduler;
    private final SimShardLog log;
    private final LongSupplier producerIds;
    private final Random random;
    private MetadataImage newest = MetadataImage.EMPTY;
    private MetadataImage image = MetadataImage.EMPTY;
    private long nodeEpoch = -1;
    private SimProcess process;
    private ShardRuntime<GroupRequest<?>, GroupEntry> runtime;

    SimGateway(
            int id,
            SimScheduler scheduler,
            SimShardLog log,
            LongSupplier producerIds,
            Random random) {
        this.id = id;
        this.scheduler = scheduler;
        this.log = log;
        this.producerIds = producerIds;
        this.random = random;
        this.process = new SimProcess(scheduler);
        this.runtime = live();
    }

    private static GroupSettings impatient(GroupSettings usual) {
        return new GroupSettings(
                1_000,
                usual.maxSessionTimeoutMs(),
                500,
                usual.maxSize(),
                4_000,
                1_000,
                usual.consumerMaxSize(),
                usual.migrationPolicy(),
                usual.offsetMetadataBytesMax(),
                usual.offsetsRetentionMs(),
                usual.offsetsCheckIntervalMs());
    }

    private ShardRuntime<GroupRequest<?>, GroupEntry> live() {
        var view =
                log.viewOf(
                        id,
                        process,
                        () ->
                                image == MetadataImage.EMPTY
                                        ? 0
                                        : SimOwnership.shard(image).leaderEpoch());
        return new ShardRuntime<>(
                new ShardPorts(
                        id,
                        () -> nodeEpoch,
                        () -> image,
                        view,
                        view,
                        () ->
                                CompletableFuture.completedFuture(
                                        Answer.of(
                                                new ProducerIdentity(
                                                        producerIds.getAsLong(), (short) 0))),
                        new SimClock(scheduler),
                        new SimLoop(process, 10_000),
                        random),
                CoordinatedTopics.CONSUMER_OFFSETS,
                () -> new GroupMachine(() -> SETTINGS),
                new GroupRecords());
    }

    int id() {
        return id;
    }

    SimProcess process() {
        return process;
    }

    /** One that was held hears only of the last state, and so not of all who owned the shard. */
    void learn(MetadataImage news) {
        newest = news;
        process.run(() -> {
            image = newest;
            runtime.follow(image);
        });
    }

    /** The controllers let this run of it take part. */
    void registered(GatewayLife life) {
        nodeEpoch = life.epoch();
    }

    /** Starts again; it remembers nothing but hears at once what the cluster was like. */
    void crash() {
        process.kill();
        nodeEpoch = -1;
        process = new SimProcess(scheduler);
        runtime = live();
        runtime.follow(image);
    }

    <R> CompletableFuture<Answer<R>> ask(GroupRequest<R> request) {
        var answer = new CompletableFuture<Answer<R>>();
        runtime.submit(0, Call.of(request, answer));
        return answer;
    }

    <R> CompletableFuture<Answer<R>> askInOrder(GroupRequest<R> request, long sentAfterNs) {
        var answer = new CompletableFuture<Answer<R>>();
        runtime.submit(0, Call.inOrder(request, answer, sentAfterNs));
        return answer;
    }
}
