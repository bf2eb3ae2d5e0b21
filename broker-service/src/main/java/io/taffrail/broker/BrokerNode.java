package io.taffrail.broker;

import io.taffrail.broker.api.BrokerHandlers;
import io.taffrail.broker.api.WireIsrProposals;
import io.taffrail.broker.api.WirePeers;
import io.taffrail.broker.link.FetchersByLoop;
import io.taffrail.broker.partition.Contacts;
import io.taffrail.broker.partition.IsrChanges;
import io.taffrail.broker.partition.Joined;
import io.taffrail.broker.partition.LogDirStore;
import io.taffrail.broker.partition.LogStore;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionPorts;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.partition.PeerRecords;
import io.taffrail.broker.partition.Traffic;
import io.taffrail.broker.partition.Vigil;
import io.taffrail.broker.replication.Deposition;
import io.taffrail.broker.replication.ReplicationThrottle;
import io.taffrail.broker.storage.DiskObserver;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.LogDirs;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.kernel.runtime.ThreadLoop;
import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.legacy.LegacyVersions;
import io.taffrail.protocol.link.ControllerLink;
import io.taffrail.protocol.link.LinkConfig;
import io.taffrail.protocol.server.ApiRouter;
import io.taffrail.protocol.server.ApiVersionsHandler;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.server.SharedListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker, put together: the link to the controller, the log directories, the partitions that
 * follow the metadata image, and the listener.
 */
public final class BrokerNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerNode.class);
    private static final int MAILBOX_LIMIT = 100_000;
    private static final long HEARTBEAT_MS = 500;
    private static final long RETRY_MS = 100;

    /** The time after which the controller gives a silent broker's leaderships away. */
    private static final long SESSION_MS = 2_000;

    private static final long SILENCE_MAX_MS = SESSION_MS / 2;

    private final BrokerConfig config;
    private final Clock clock;
    private final RequestObserver observer;
    private final DiskObserver disk;
    private final SharedListener listener;
    private final Loop linkLoop;
    private final Loop isrLoop;
    private final Vigil vigil;
    private final Contacts contacts;
    private final ReplicationThrottle throttle;
    private final Traffic traffic = new Traffic();
    private final IsrChanges isrChanges;
    private final Joined<Boolean> news = new Joined<>();
    private final List<Loop> partitionLoops = new ArrayList<>();
    private final NodeClient client;
    private final ControllerLink link;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private @Nullable LogDirStore store;
    private @Nullable Partitions partitions;
    private @Nullable FetchersByLoop fetchers;
    private @Nullable BrokerDoor door;
    private volatile List<Endpoint> endpoints = List.of();
    private volatile long replicaLagMaxMs;

    private boolean isClosed;

    /**
     * @param disk told how long appends and syncs take
     * @param listener where other roles of the process join this one's
     */
    public BrokerNode(
            BrokerConfig config,
            Clock clock,
            RequestObserver observer,
            DiskObserver disk,
            SharedListener listener) {
        this.config = config;
        this.listener = listener;
        this.clock = clock;
        this.observer = observer;
        this.disk = disk;
        this.isrChanges = new IsrChanges(config.nodeId());
        this.linkLoop = loop("broker-link");
        this.isrLoop = loop("isr-changes");
        this.vigil = new Vigil(clock, SILENCE_MAX_MS);
        this.contacts = new Contacts(new Deposition(SESSION_MS, SILENCE_MAX_MS), Rounds.BEAT_MS);
        this.throttle = new ReplicationThrottle(config.nodeId(), clock);
        for (int i = 0; i < config.loops(); i++) {
            partitionLoops.add(loop("partitions-" + i));
        }
        this.client = new NodeClient(ClientConfig.named("broker-" + config.nodeId()));
        this.link =
                new ControllerLink(
                        new LinkConfig(
                                config.controllers(),
                                config.nodeId(),
                                UUID.randomUUID(),
                                () -> endpoints,
                                config.rack(),
                                HEARTBEAT_MS,
                                RETRY_MS),
                        client,
                        linkLoop);
    }

    private Loop loop(String name) {
        // A task that throws has left its state half changed; going on could acknowledge nonsense.
        return new ThreadLoop(
                name,
                MAILBOX_LIMIT,
                clock,
                failure -> {
                    LOG.error("{} met a bug; this broker stops", name, failure);
                    Runtime.getRuntime().halt(70);
                });
    }

    /** Starts; whoever waits for {@link #ready} learns when the broker serves, or why it cannot. */
    public void start() {
        link.discover()
                .thenAccept(this::open)
                .thenCompose(opened -> link.ready())
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        onCaughtUp();
                        ready.complete(null);
                    } else {
                        ready.completeExceptionally(failure);
                    }
                });
    }

    public CompletableFuture<Void> ready() {
        return ready;
    }

    private synchronized void open(String clusterId) {
        if (isClosed) {
            return;
        }
        try {
            LogDirs dirs =
                    LogDirs.open(
                            Disk.real(),
                            config.logDirectories(),
                            config.nodeId(),
                            clusterId,
                            UUID::randomUUID,
                            this::onDirectoryOffline);
            dirs.unopened()
                    .forEach((path, why) ->
                            LOG.error("log directory {} cannot be used: {}", path, why.toString()));
            var opened = new LogDirStore(dirs, clock, disk);
            store = opened;
            var peers = new WirePeers(client, config.nodeId(), link::nodeEpoch, link::image);
            var replicas = new FetchersByLoop(partitionLoops, peers::leaderSource, throttle);
            var following =
                    new Partitions(ports(opened, replicas, peers), partitionLoops, this::configs);
            partitions = following;
            link.listen(image -> {
                readSettings(image);
                replicas.follow(image);
                following.follow(image);
                isrChanges.follow(image);
            });
            link.fenceWhile(following::leadsInVain);
            link.whenToldToServe(contacts::toldToServe);
            fetchers = replicas;
            var router = new ApiRouter();
            router.add(
                    List.of(
                            new ApiVersionsHandler(
                                    router, () -> ApiVersionsHandler.Features.of(link.image()))));
            router.add(listener.guests());
            router.add(
                    LegacyVersions.before(
                            BrokerHandlers.all(
                                    config.nodeId(),
                                    following,
                                    opened,
                                    throttle,
                                    link,
                                    this::configs,
                                    clock,
                                    new SplittableRandom(clock.nanoTime())),
                            clock));
            door = BrokerDoor.open(config, router, clock, observer);
            endpoints = door.endpoints();
            listener.openedAt(endpoints);
            new Rounds(
                            linkLoop,
                            link,
                            vigil,
                            contacts,
                            partitionLoops,
                            following,
                            opened,
                            () -> replicaLagMaxMs,
                            config.maintenanceMs())
                    .begin();
            link.register(opened.directoryIds());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PartitionPorts ports(LogStore logs, FetchersByLoop replicas, PeerRecords peers) {
        return new PartitionPorts(
                config.nodeId(),
                clock,
                logs,
                new WireIsrProposals(link, config.nodeId(), isrLoop),
                replicas,
                peers,
                vigil,
                contacts,
                this::isActive,
                link::nodeEpoch,
                () -> news.join(link::refresh),
                () -> replicaLagMaxMs,
                traffic,
                disk);
    }

    private boolean isActive(int brokerId) {
        NodeImage node = link.image().node(brokerId);
        return node != null && node.isActive();
    }

    private void readSettings(MetadataImage image) {
        EffectiveConfigs now = configs(image);
        replicaLagMaxMs = now.brokerLong(BrokerConfigs.REPLICA_LAG_TIME_MAX_MS);
        throttle.follow(image, now);
    }

    private EffectiveConfigs configs(MetadataImage image) {
        return new EffectiveConfigs(image, config.nodeId(), config.properties());
    }

    /** On the link's loop, before it follows any newer image. */
    private void onCaughtUp() {
        LogDirStore logs = store;
        Partitions local = partitions;
        if (logs == null || local == null) {
            return;
        }
        local.caughtUp();
        logs.deleteStrays(
                id -> link.image().topic(id) != null,
                name -> local.loopOf(name.topic(), name.partition()));
        recover(logs, local);
    }

    /** After a crash, checks the logs at once, so that a start says what it has recovered. */
    private void recover(LogDirStore logs, Partitions local) {
        List<CompletableFuture<?>> opening = new ArrayList<>();
        for (Partition partition : local.all()) {
            if (logs.needsRecovery(partition.id())) {
                opening.add(partition.open());
            }
        }
        if (!opening.isEmpty()) {
            CompletableFuture.allOf(opening.toArray(CompletableFuture<?>[]::new))
                    .whenComplete((done, failure) ->
                            LOG.info("after an unclean stop: {}", logs.recovered().describe()));
        }
    }

    private void onDirectoryOffline(LogDirectory directory) {
        String why = directory.path() + " failed: " + directory.failure();
        LOG.error("log directory offline, its partitions are no longer served: {}", why);
        Partitions local = partitions;
        if (local != null) {
            local.goOffline(LogDirStore.partitionsOf(directory), why);
        }
    }

    public int nodeId() {
        return config.nodeId();
    }

    public MetadataImage image() {
        return link.image();
    }

    /** The partitions that are here; empty before the broker has found its cluster. */
    public List<Partition> partitions() {
        Partitions local = partitions;
        return local == null ? List.of() : List.copyOf(local.all());
    }

    /** What went in and out since the start. */
    public Traffic traffic() {
        return traffic;
    }

    /** How often the in-sync replicas of what this broker leads have changed. */
    public IsrChanges isrChanges() {
        return isrChanges;
    }

    /** The disks of its directories; empty before the broker has found its cluster. */
    public List<LogStore.DirectoryUse> disks() {
        LogDirStore logs = store;
        return logs == null ? List.of() : logs.disks();
    }

    /** The port that the broker listens on, or -1 while it does not. */
    public int port() {
        BrokerDoor open = door;
        return open == null ? -1 : open.port();
    }

    public long heldRequestBytes() {
        BrokerDoor open = door;
        return open == null ? 0 : open.heldRequestBytes();
    }

    /** Leaves the cluster, then closes the logs so that the next start has nothing to check. */
    @Override
    public void close() {
        if (!beginToClose()) {
            return;
        }
        Departure.take(link, partitions);
        link.close();
        if (door != null) {
            door.close();
        }
        if (fetchers != null) {
            fetchers.close();
        }
        Departure.closeLogs(store, partitions);
        client.close();
        partitionLoops.forEach(Loop::close);
        isrLoop.close();
        linkLoop.close();
    }

    /** Without the lock afterwards: the link's loop, which is waited for, may be about to open. */
    private synchronized boolean beginToClose() {
        boolean isFirst = !isClosed;
        isClosed = true;
        return isFirst;
    }
}
