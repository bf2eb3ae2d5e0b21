package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.kernel.fault.Invariant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One directory of partition directories on one disk, locked for one node. Starting it reads names
 * and checkpoints only; a log is opened when somebody needs it. When the disk fails, the directory
 * goes offline for good, with all of its partitions, and the others serve on.
 *
 * <p>Safe on any thread; opening, closing and deleting one partition are not to overlap.
 */
public final class LogDirectory {

    static final String LOCK_FILE = ".lock";
    static final String CLEAN_FILE = ".clean-shutdown";
    private static final String DELETED_SUFFIX = "-delete";

    private final Disk disk;
    private final Path path;
    private final DirectoryIdentity identity;
    private final Disk.DirectoryLock lock;
    private final boolean wasClean;
    private final Consumer<LogDirectory> onOffline;
    private final Map<PartitionName, UUID> topicIds = new ConcurrentHashMap<>();
    private final Map<PartitionName, PartitionLog> openLogs = new ConcurrentHashMap<>();
    private final DirectoryCheckpoints checkpoints;
    private final Journal journal;
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private JournalReplay.Replayed replayed = JournalReplay.Replayed.NOTHING;

    private LogDirectory(
            Disk disk,
            Path path,
            DirectoryIdentity identity,
            Disk.DirectoryLock lock,
            boolean wasClean,
            Journal journal,
            Consumer<LogDirectory> onOffline)
            throws IOException {
        this.disk = disk;
        this.path = path;
        this.identity = identity;
        this.lock = lock;
        this.wasClean = wasClean;
        this.journal = journal;
        this.onOffline = onOffline;
        this.checkpoints = DirectoryCheckpoints.read(disk, path);
    }

    /**
     * Locks and reads the directory, which is created when it is missing, and puts back into its
     * logs what a crash has left in the journal alone.
     *
     * @param ids gives a new directory and each journal an id: one that there has never been
     * @param onOffline told once, on the thread that met the failure
     */
    public static LogDirectory open(
            Disk disk,
            Path path,
            int nodeId,
            String clusterId,
            Supplier<UUID> ids,
            Consumer<LogDirectory> onOffline)
            throws IOException {
        return open(disk, path, nodeId, clusterId, ids, onOffline, Journal.Size.DEFAULT);
    }

    /** The same with a journal of another size. */
    public static LogDirectory open(
            Disk disk,
            Path path,
            int nodeId,
            String clusterId,
            Supplier<UUID> ids,
            Consumer<LogDirectory> onOffline,
            Journal.Size journalSize)
            throws IOException {
        disk.createDirectories(path);
        Disk.DirectoryLock lock = disk.lock(path.resolve(LOCK_FILE));
        try {
            var identity = DirectoryIdentity.claim(disk, path, nodeId, clusterId, ids);
            Path cleanFile = path.resolve(CLEAN_FILE);
            boolean wasClean = disk.exists(cleanFile);
            var journal = new Journal(disk, path, ids.get(), journalSize);
            var directory =
                    new LogDirectory(disk, path, identity, lock, wasClean, journal, onOffline);
            // From now on a stop is unclean until close() says otherwise.
            disk.delete(cleanFile);
            disk.syncDirectory(path);
            directory.loadPartitions();
            directory.replayJournal();
            return directory;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private void loadPartitions() throws IOException {
        for (String name : disk.list(path)) {
            if (name.endsWith(DELETED_SUFFIX)) {
                deleteDirectory(path.resolve(name));
                continue;
            }
            PartitionName partition = PartitionName.ofDirectory(name);
            if (partition != null) {
                UUID topicId = PartitionMetadata.read(disk, path.resolve(name));
                if (topicId == null) {
                    // Made and not finished before a crash: no record can have been in it.
                    deleteDirectory(path.resolve(name));
                } else {
                    topicIds.put(partition, topicId);
                }
            }
        }
    }

    /** After a clean stop there is nothing in it that the logs lack. */
    private void replayJournal() throws IOException {
        if (!disk.exists(path.resolve(Journal.DIRECTORY))) {
            return;
        }
        if (!wasClean) {
            replayed = new JournalReplay(disk, path, this::holdsDirectory).replay();
        }
        removeJournal();
    }

    private boolean holdsDirectory(String name) {
        PartitionName partition = PartitionName.ofDirectory(name);
        return partition != null && holds(partition);
    }

    /** In one step: of a journal without its last orders to forget nothing may be put back. */
    private void removeJournal() throws IOException {
        Path doomed = path.resolve(Journal.DIRECTORY + DELETED_SUFFIX);
        disk.rename(path.resolve(Journal.DIRECTORY), doomed);
        disk.syncDirectory(path);
        deleteDirectory(doomed);
    }

    /** What the start put back from the journal. */
    public JournalReplay.Replayed replayed() {
        return replayed;
    }

    /** Makes the tails of open logs durable together. */
    public Journal journal() {
        return journal;
    }

    public Path path() {
        return path;
    }

    public UUID directoryId() {
        return identity.directoryId();
    }

    /** Whether the node closed this directory itself the last time. */
    public boolean wasClean() {
        return wasClean;
    }

    /** Why the directory is offline, or null while it serves. */
    public @Nullable IOException failure() {
        return failure.get();
    }

    public boolean isOffline() {
        return failure.get() != null;
    }

    /** The partitions that live here and the ids of their topics; no log is opened for this. */
    public Map<PartitionName, UUID> partitions() {
        return Map.copyOf(topicIds);
    }

    /** The topic whose records the partition's files hold, or null when it has none here. */
    public @Nullable UUID topicId(PartitionName partition) {
        return topicIds.get(partition);
    }

    public boolean holds(PartitionName partition) {
        return topicIds.containsKey(partition);
    }

    public int partitionCount() {
        return topicIds.size();
    }

    /** The logs that are open. */
    public Map<PartitionName, PartitionLog> openLogs() {
        return Map.copyOf(openLogs);
    }

    /** The high watermark at the last checkpoint, or 0. */
    public long checkpointedHighWatermark(PartitionName partition) {
        return checkpoints.highWatermark(partition);
    }

    public long usableBytes() throws IOException {
        return disk.usableBytes(path);
    }

    /**
     * Opens the log of a partition, which is created when it is not here. On the loop that will own
     * it.
     *
     * @throws IOException when the directory is offline, the disk fails, the partition's data is
     *     another topic's of the same name, or is damaged
     */
    public PartitionLog openLog(
            PartitionName partition, UUID topicId, LogConfig config, BatchValidator validator)
            throws IOException {
        IOException earlier = failure.get();
        if (earlier != null) {
            throw new IOException(path + " is offline: " + earlier.getMessage(), earlier);
        }
        Invariant.check(!openLogs.containsKey(partition), "the log of %s is open", partition);
        UUID known = topicIds.get(partition);
        if (known != null && !known.equals(topicId)) {
            throw new IOException(
                    partition
                            + " in "
                            + path
                            + " belongs to topic id "
                            + known
                            + ", not to "
                            + topicId
                            + ": it is left of a deleted topic, delete it first");
        }
        Path directory = path.resolve(partition.directoryName());
        try {
            if (known == null) {
                PartitionMetadata.create(disk, directory, topicId);
                disk.syncDirectory(path);
                checkpoints.forget(partition);
            }
            // What recovery cuts off must not come back either.
            journal.forget(partition.directoryName());
            var start =
                    new LogRecovery.Start(
                            disk,
                            directory,
                            config,
                            checkpoints.recoveryPoint(partition),
                            checkpoints.logStartOffset(partition),
                            known == null || wasClean && !checkpoints.wasOpened(partition),
                            offset -> {
                                journal.forget(partition.directoryName());
                                checkpoints.lowerRecoveryPoint(partition, offset);
                            });
            PartitionLog log = PartitionLog.open(start, validator, (at, cause) -> fail(cause));
            checkpoints.opened(partition);
            topicIds.put(partition, topicId);
            openLogs.put(partition, log);
            return log;
        } catch (DamagedLogException e) {
            // The disk works; this replica alone is lost.
            throw e;
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            fail(e);
            throw e;
        }
    }

    /** Closes a log for good and removes it, records and all. On the loop that owns it. */
    public void deleteLog(PartitionName partition) throws IOException {
        if (!isOffline()) {
            journal.forget(partition.directoryName());
        }
        PartitionLog log = openLogs.remove(partition);
        if (log != null) {
            log.closeFiles();
        }
        UUID topicId = topicIds.remove(partition);
        checkpoints.forget(partition);
        if (topicId != null) {
            Path directory = path.resolve(partition.directoryName());
            Path doomed = path.resolve(partition.directoryName() + "." + topicId + DELETED_SUFFIX);
            if (disk.exists(doomed)) {
                deleteDirectory(doomed);
            }
            disk.rename(directory, doomed);
            disk.syncDirectory(path);
            deleteDirectory(doomed);
        }
    }

    /** Closes a log in the clean way, to be opened again later. On the loop that owns it. */
    public void closeLog(PartitionName partition) throws IOException {
        PartitionLog log = openLogs.get(partition);
        if (log != null) {
            log.close();
            checkpoints.note(partition, log.view());
            // Not before: one that could not be closed must not pass for a clean one.
            openLogs.remove(partition);
        }
    }

    private void deleteDirectory(Path directory) throws IOException {
        for (String name : disk.list(directory)) {
            disk.delete(directory.resolve(name));
        }
        disk.delete(directory);
    }

    /**
     * Writes how far each log is durable, where it starts, and its high watermark. To be called now
     * and then: the longer ago, the more a start after a crash has to read.
     *
     * @param highWatermarkOf a partition's high watermark, or -1 to keep what was written last
     */
    public void checkpoint(ToLongFunction<PartitionName> highWatermarkOf) throws IOException {
        if (isOffline()) {
            return;
        }
        openLogs.forEach((partition, log) -> checkpoints.note(partition, log.view()));
        for (PartitionName partition : topicIds.keySet()) {
            checkpoints.noteHighWatermark(partition, highWatermarkOf.applyAsLong(partition));
        }
        try {
            checkpoints.write();
        } catch (DiskFullException e) {
            // The older checkpoint stands; a start would only read more.
            return;
        } catch (IOException e) {
            fail(e);
            throw e;
        }
    }

    /** Takes the directory offline. */
    public void fail(IOException cause) {
        if (failure.compareAndSet(null, cause)) {
            onOffline.accept(this);
        }
    }

    private boolean isChecked() {
        return wasClean || topicIds.keySet().stream().allMatch(checkpoints::wasOpened);
    }

    /**
     * Ends the use of the directory. When every log was closed by {@link #closeLog} the next start
     * trusts what it finds; but not after a crash that some log has not been checked since.
     */
    public void close(ToLongFunction<PartitionName> highWatermarkOf) throws IOException {
        List<PartitionName> stillOpen = new ArrayList<>(openLogs.keySet());
        try {
            if (!isOffline()) {
                checkpoint(highWatermarkOf);
                journal.close();
                if (stillOpen.isEmpty() && disk.exists(path.resolve(Journal.DIRECTORY))) {
                    removeJournal();
                }
                if (stillOpen.isEmpty() && !isOffline() && isChecked()) {
                    Checkpoint.write(disk, path.resolve(CLEAN_FILE), List.of());
                }
            }
        } finally {
            for (PartitionLog log : new HashMap<>(openLogs).values()) {
                log.closeFiles();
            }
            lock.close();
        }
    }
}
