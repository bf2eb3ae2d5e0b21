package io.taffrail.broker.partition;

import io.taffrail.broker.storage.BatchValidator;
import io.taffrail.broker.storage.DiskObserver;
import io.taffrail.broker.storage.GroupCommit;
import io.taffrail.broker.storage.JournalReplay;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.LogDirs;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of a node in its log directories, each directory with a sync thread of its own. */
public final class LogDirStore implements LogStore {

    private static final Logger LOG = LoggerFactory.getLogger(LogDirStore.class);
    private static final long RETRY_DELETE_MS = 10;

    private final LogDirs dirs;
    private final Map<Path, GroupCommit> commits = new HashMap<>();
    private final Map<Loop, BatchValidator> validators = new ConcurrentHashMap<>();
    private final RecoverySummary recovered = new RecoverySummary();

    /** Logs that are deleted when the sync has ended that holds their files. */
    private final Map<PartitionName, PartitionLog> leaving = new ConcurrentHashMap<>();

    /**
     * @param observer told how long syncs take
     */
    public LogDirStore(LogDirs dirs, Clock clock, DiskObserver observer) {
        this.dirs = dirs;
        for (LogDirectory directory : dirs.directories()) {
            commits.put(directory.path(), new GroupCommit(directory, clock, observer));
            tell(directory);
        }
    }

    private static void tell(LogDirectory directory) {
        JournalReplay.Replayed replayed = directory.replayed();
        if (replayed.damage() != null) {
            LOG.error("the journal in {} is damaged: {}", directory.path(), replayed.damage());
        } else if (replayed.frames() > 0) {
            LOG.info(
                    "put back {} bytes from {} frames of the journal in {}",
                    replayed.bytes(),
                    replayed.frames(),
                    directory.path());
        }
    }

    @Override
    public PartitionLog open(PartitionId id, boolean isNewHere, LogConfig config, Loop loop)
            throws IOException {
        var name = new PartitionName(id.topic(), id.partition());
        if (leaving.containsKey(name)) {
            throw new LogLeavingException(id);
        }
        LogDirectory holder = dirs.holderOf(name);
        if (holder != null && !id.topicId().equals(holder.topicId(name))) {
            // Left by a topic of the same name that was deleted while this broker was away.
            holder.deleteLog(name);
            holder = null;
        }
        if (holder == null && !isNewHere && !dirs.unopened().isEmpty()) {
            throw new IOException(
                    "the log of %s may lie in %s, which could not be opened: mend the disk and restart the broker, or give the disk up by taking it out of the log directories"
                            .formatted(id, dirs.unopened().keySet()));
        }
        LogDirectory target = holder == null ? dirs.leastUsed() : holder;
        if (target == null) {
            throw new IOException("all log directories have failed: replace a disk and restart");
        }
        BatchValidator validator = validators.computeIfAbsent(loop, l -> new BatchValidator());
        PartitionLog log = target.openLog(name, id.topicId(), config, validator);
        recovered.add(log.recoveryReport());
        return log;
    }

    @Override
    public long checkpointedHighWatermark(PartitionId id) {
        var name = new PartitionName(id.topic(), id.partition());
        LogDirectory holder = dirs.holderOf(name);
        return holder == null ? 0 : holder.checkpointedHighWatermark(name);
    }

    @Override
    public void sync(PartitionLog log, Loop loop, Runnable onSynced) {
        GroupCommit commit = commits.get(log.directory().getParent());
        if (commit == null) {
            throw new IllegalStateException(log.directory() + " is in none of the directories");
        }
        commit.request(log, loop, onSynced);
    }

    @Override
    public void close(PartitionId id) {
        var name = new PartitionName(id.topic(), id.partition());
        LogDirectory holder = dirs.holderOf(name);
        if (holder == null) {
            return;
        }
        try {
            holder.closeLog(name);
        } catch (IOException e) {
            LOG.error("cannot close the log of {} cleanly: the next start will check it", id, e);
        }
    }

    @Override
    public void delete(PartitionId id, @Nullable PartitionLog open, Loop loop) {
        var name = new PartitionName(id.topic(), id.partition());
        PartitionLog inUse = open == null ? leaving.get(name) : open;
        if (inUse != null && inUse.isSyncing()) {
            leaving.put(name, inUse);
            loop.schedule(RETRY_DELETE_MS, () -> delete(id, open, loop));
            return;
        }
        leaving.remove(name);
        LogDirectory holder = dirs.holderOf(name);
        if (holder == null || !id.topicId().equals(holder.topicId(name))) {
            return;
        }
        try {
            holder.deleteLog(name);
        } catch (IOException e) {
            LOG.error("cannot delete the log of {} in {}", id, holder.path(), e);
        }
    }

    /** Whether the files of that partition are to be checked, because no clean stop closed them. */
    public boolean needsRecovery(PartitionId id) {
        LogDirectory holder = dirs.holderOf(new PartitionName(id.topic(), id.partition()));
        return holder != null && !holder.wasClean();
    }

    /** The ids by which the controller knows the directories that serve. */
    public List<UUID> directoryIds() {
        return dirs.directories().stream().map(LogDirectory::directoryId).toList();
    }

    /** What opening logs has found so far. */
    public RecoverySummary recovered() {
        return recovered;
    }

    /** The partitions of a directory, for taking them out of service with it. */
    public static List<PartitionId> partitionsOf(LogDirectory directory) {
        var ids = new ArrayList<PartitionId>();
        directory
                .partitions()
                .forEach(
                        (name, id) -> ids.add(new PartitionId(name.topic(), id, name.partition())));
        return ids;
    }

    /**
     * Removes what is left of topics that no longer exist. To be called when the node has caught up
     * with the cluster: an older image does not know the newest topics, nor which were deleted.
     *
     * @param loopOf the loop of the partitions of that name
     */
    public void deleteStrays(Predicate<UUID> topicExists, Function<PartitionName, Loop> loopOf) {
        for (LogDirectory directory : dirs.directories()) {
            directory
                    .partitions()
                    .forEach((name, topicId) -> {
                        if (!topicExists.test(topicId)) {
                            loopOf.apply(name).execute(() -> deleteStray(directory, name, topicId));
                        }
                    });
        }
    }

    private static void deleteStray(LogDirectory directory, PartitionName name, UUID topicId) {
        if (!topicId.equals(directory.topicId(name))) {
            // A new topic of this name has been opened since, and cleared the place for itself.
            return;
        }
        LOG.info("deleting {} in {}: its topic {} is gone", name, directory.path(), topicId);
        try {
            directory.deleteLog(name);
        } catch (IOException e) {
            LOG.error("cannot delete {} in {}", name, directory.path(), e);
        }
    }

    /** Writes how far logs are durable, so that a start after a crash has less to read. */
    public void checkpoint(ToLongFunction<PartitionName> highWatermarkOf) {
        for (LogDirectory directory : dirs.directories()) {
            try {
                directory.checkpoint(highWatermarkOf);
            } catch (IOException e) {
                LOG.error("cannot write the checkpoints of {}", directory.path(), e);
            }
        }
    }

    /** The directories' disks, without a look at any log; for metrics. */
    public List<DirectoryUse> disks() {
        var disks = new ArrayList<DirectoryUse>();
        for (LogDirectory directory : dirs.directories()) {
            var path = directory.path().toFile();
            disks.add(
                    new DirectoryUse(
                            path.getPath(),
                            directory.isOffline(),
                            path.getTotalSpace(),
                            path.getUsableSpace(),
                            List.of()));
        }
        dirs.unopened()
                .forEach((path, why) ->
                        disks.add(new DirectoryUse(path.toString(), true, -1, -1, List.of())));
        return disks;
    }

    @Override
    public CompletableFuture<List<DirectoryUse>> directories() {
        var uses = new ArrayList<DirectoryUse>();
        for (LogDirectory directory : dirs.directories()) {
            var logs = new ArrayList<LogSize>();
            Map<PartitionName, PartitionLog> open = directory.openLogs();
            for (PartitionId id : partitionsOf(directory)) {
                PartitionLog log = open.get(new PartitionName(id.topic(), id.partition()));
                logs.add(new LogSize(id, log == null ? 0 : log.view().sizeInBytes()));
            }
            uses.add(
                    new DirectoryUse(
                            directory.path().toString(),
                            directory.isOffline(),
                            directory.path().toFile().getTotalSpace(),
                            directory.path().toFile().getUsableSpace(),
                            logs));
        }
        dirs.unopened()
                .forEach((path, why) ->
                        uses.add(new DirectoryUse(path.toString(), true, -1, -1, List.of())));
        return CompletableFuture.completedFuture(uses);
    }

    /** Ends the syncs, so that logs can be closed. Their loops must still run. */
    public void stopSyncing() {
        commits.values().forEach(GroupCommit::close);
    }

    /** Ends the use of the directories, after their logs have been closed. */
    public void close(ToLongFunction<PartitionName> highWatermarkOf) throws IOException {
        dirs.close(highWatermarkOf);
    }
}
