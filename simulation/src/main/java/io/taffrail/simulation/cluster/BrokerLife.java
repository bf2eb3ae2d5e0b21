package io.taffrail.simulation.cluster;

import io.taffrail.broker.link.FetchersByLoop;
import io.taffrail.broker.partition.Contacts;
import io.taffrail.broker.partition.Joined;
import io.taffrail.broker.partition.LogDirStore;
import io.taffrail.broker.partition.Partition;
import io.taffrail.broker.partition.PartitionPorts;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.partition.PendingAppend;
import io.taffrail.broker.partition.Traffic;
import io.taffrail.broker.partition.Vigil;
import io.taffrail.broker.replication.Deposition;
import io.taffrail.broker.replication.ReplicationThrottle;
import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.DiskObserver;
import io.taffrail.broker.storage.Journal;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.simulation.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker from its start to its end: the real partitions, fetchers and logs, put together as the
 * real broker does it.
 */
final class BrokerLife {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerLife.class);
    static final Path DIRECTORY = Path.of("/data");

    /** So small that it goes round within a run. */
    private static final Journal.Size JOURNAL = new Journal.Size(3, 16 << 10, 8 << 10);

    private static final int MAILBOX_LIMIT = 100_000;
    private static final long BEAT_MS = 100;
    private static final long SESSION_MS = 2_000;
    private static final long SILENCE_MAX_MS = 1_000;
    private static final long LAG_MAX_MS = 1_000;
    private static final long MAINTENANCE_MS = 2_000;
    private static final long PRODUCER_EXPIRATION_MS = 24L * 60 * 60 * 1000;

    private final SimWorld world;
    private final int id;
    private final SimDisk disk;
    private final SimProcess process;
    private final SimClock clock;
    private final SimLink link;
    private final SimLoop linkLoop;
    private final Joined<Boolean> news = new Joined<>();
    private final List<SimLoop> partitionLoops;
    private final Vigil vigil;
    private final Contacts contacts =
            new Contacts(new Deposition(SESSION_MS, SILENCE_MAX_MS), BEAT_MS);
    private final long syncNsMax;
    private @Nullable LogDirectory directory;
    private @Nullable SimLogStore store;
    private @Nullable Partitions partitions;
    private @Nullable FetchersByLoop fetchers;
    private boolean hasCaughtUp;

    /**
     * @param syncNsMax how long the disk takes to sync, at most
     */
    BrokerLife(SimWorld world, int id, SimDisk disk, SimClock clock, long syncNsMax) {
        this.world = world;
        this.id = id;
        this.disk = disk;
        this.clock = clock;
        this.syncNsMax = syncNsMax;
        this.process = new SimProcess(world.scheduler());
        this.linkLoop = loop();
        this.partitionLoops = List.of(loop(), loop());
        this.vigil = new Vigil(clock, SILENCE_MAX_MS);
        this.link = new SimLink(world, id, process, newId());
    }

    private SimLoop loop() {
        return new SimLoop(process, MAILBOX_LIMIT);
    }

    private UUID newId() {
        return new UUID(world.random().nextLong(), world.random().nextLong());
    }

    SimProcess process() {
        return process;
    }

    SimLink link() {
        return link;
    }

    /** What is here by now. */
    @Nullable Partitions partitions() {
        return partitions;
    }

    void start() {
        link.discover(this::open);
    }

    private void open() {
        LogDirectory opened;
        try {
            opened =
                    LogDirectory.open(
                            disk,
                            DIRECTORY,
                            id,
                            "sim",
                            this::newId,
                            this::onDirectoryOffline,
                            JOURNAL);
        } catch (IOException e) {
            // A broker without a disk does not start.
            process.kill();
            return;
        }
        var logs = new SimLogStore(opened, process, world.random(), syncNsMax);
        var replicas =
                new FetchersByLoop(
                        List.copyOf(partitionLoops),
                        (leader, _) -> new SimLeaderSource(world, this, id, leader),
                        new ReplicationThrottle(id, clock));
        var following =
                new Partitions(ports(logs, replicas), List.copyOf(partitionLoops), this::configs);
        directory = opened;
        store = logs;
        fetchers = replicas;
        partitions = following;
        link.listen(image -> {
            replicas.follow(image);
            following.follow(image);
            if (link.nodeEpoch() >= 0 && image.appliedIndex() >= link.nodeEpoch()) {
                onCaughtUp(following);
            }
        });
        link.fenceWhile(following::leadsInVain);
        link.whenToldToServe(contacts::toldToServe);
        linkLoop.execute(() -> keepVigil(following));
        checkIsrsLater(following);
        maintainLater(following, logs);
        link.register(List.of(opened.directoryId()));
    }

    private void onDirectoryOffline(LogDirectory failed) {
        Partitions here = partitions;
        if (here != null) {
            world.truth().mark(Mark.DISK_FAILED);
            here.goOffline(LogDirStore.partitionsOf(failed), "the disk failed");
        }
    }

    private PartitionPorts ports(SimLogStore logs, FetchersByLoop replicas) {
        return new PartitionPorts(
                id,
                clock,
                logs,
                new SimIsrProposals(link, id, process),
                replicas,
                new SimPeerRecords(world, id, process),
                vigil,
                contacts,
                this::isActive,
                link::nodeEpoch,
                () -> news.join(link::refresh),
                () -> LAG_MAX_MS,
                new Traffic(),
                DiskObserver.NONE);
    }

    private EffectiveConfigs configs(MetadataImage image) {
        return new EffectiveConfigs(image, id, Map.of());
    }

    private boolean isActive(int brokerId) {
        NodeImage node = link.image().node(brokerId);
        return node != null && node.isActive();
    }

    private void onCaughtUp(Partitions following) {
        if (!hasCaughtUp) {
            hasCaughtUp = true;
            following.caughtUp();
            // After a crash logs are checked at once.
            following.all().forEach(Partition::open);
        }
    }

    private void keepVigil(Partitions following) {
        if (contacts.beat()) {
            following.checkDoubts();
        }
        if (following.all().stream().anyMatch(BrokerLife::isCutOff)) {
            world.truth().mark(Mark.LEADER_CUT_OFF);
        }
        if (vigil.beat()) {
            int asOf = vigil.suspicions();
            world.truth().mark(Mark.BROKER_DOUBTED_ITSELF);
            link.refresh()
                    .thenAccept(known -> {
                        if (known) {
                            vigil.assure(List.copyOf(partitionLoops), asOf);
                        }
                    });
        }
        linkLoop.schedule(BEAT_MS, () -> keepVigil(following));
    }

    private static boolean isCutOff(Partition partition) {
        PartitionView view = partition.view();
        return view != null && view.isCutOff();
    }

    private void checkIsrsLater(Partitions following) {
        linkLoop.schedule(
                LAG_MAX_MS / 2,
                () -> {
                    following.checkIsrs();
                    checkIsrsLater(following);
                });
    }

    private void maintainLater(Partitions following, SimLogStore logs) {
        linkLoop.schedule(
                MAINTENANCE_MS,
                () -> {
                    following.maintain(PRODUCER_EXPIRATION_MS);
                    logs.checkpoint(this::highWatermark);
                    maintainLater(following, logs);
                });
    }

    private long highWatermark(PartitionName name) {
        Partitions here = partitions;
        Partition partition = here == null ? null : here.find(name.topic(), name.partition());
        PartitionView view = partition == null ? null : partition.view();
        return view == null ? -1 : view.highWatermark();
    }

    /** A produce request for one partition has arrived. */
    void produce(
            int partition,
            ByteBuffer batches,
            boolean requiresAllReplicas,
            long timeoutMs,
            Consumer<AppendResult> answer) {
        Partitions here = partitions;
        Partition found = here == null ? null : here.find(Truth.TOPIC, partition);
        if (here == null || found == null) {
            var absent =
                    here == null
                            ? Rejection.NOT_LEADER_OR_FOLLOWER
                            : here.absence(Truth.TOPIC, partition);
            answer.accept(new AppendResult.Refused(new Rejected(absent, "not here")));
            return;
        }
        found.append(
                new PendingAppend(
                        new AppendRequest(batches, AppendOrigin.CLIENT),
                        requiresAllReplicas,
                        clock.nanoTime() + timeoutMs * 1_000_000,
                        () -> {},
                        answer));
    }

    /** Moves leaders away, closes all logs, and ends. */
    void stop(Runnable onStopped) {
        link.leave()
                .thenRun(() -> {
                    link.close();
                    SimLogStore logs = store;
                    Partitions here = partitions;
                    LogDirectory opened = directory;
                    if (logs == null || here == null || opened == null || fetchers == null) {
                        process.kill();
                        onStopped.run();
                        return;
                    }
                    fetchers.close();
                    logs.finish();
                    here.close()
                            .thenRun(() -> {
                                closeDirectory(opened);
                                process.kill();
                                onStopped.run();
                            });
                });
    }

    private void closeDirectory(LogDirectory opened) {
        try {
            opened.close(this::highWatermark);
        } catch (IOException e) {
            // The next start checks what it finds.
            LOG.info("not closed cleanly: {}", e.toString());
        }
    }
}
