package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Three numbers for each partition of a directory, each kind in a file of lines {@code topic
 * partition offset}: how far the log is durable ({@code recovery-point-offset-checkpoint}), where
 * it starts ({@code log-start-offset-checkpoint}), and its high watermark ({@code
 * replication-offset-checkpoint}).
 *
 * <p>Crash story: see {@link Checkpoint}. An old file is a safe one: recovery reads more.
 */
final class DirectoryCheckpoints {

    private static final String RECOVERY_POINTS = "recovery-point-offset-checkpoint";
    private static final String LOG_STARTS = "log-start-offset-checkpoint";
    private static final String HIGH_WATERMARKS = "replication-offset-checkpoint";

    private final Disk disk;
    private final Path directory;
    private final Map<PartitionName, Long> recoveryPoints = new ConcurrentHashMap<>();
    private final Map<PartitionName, Long> logStarts = new ConcurrentHashMap<>();
    private final Map<PartitionName, Long> highWatermarks = new ConcurrentHashMap<>();

    /** Opened since the start: a clean shutdown before it says nothing about them any more. */
    private final Set<PartitionName> opened = ConcurrentHashMap.newKeySet();

    private DirectoryCheckpoints(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    static DirectoryCheckpoints read(Disk disk, Path directory) throws IOException {
        var checkpoints = new DirectoryCheckpoints(disk, directory);
        checkpoints.load(RECOVERY_POINTS, checkpoints.recoveryPoints);
        checkpoints.load(LOG_STARTS, checkpoints.logStarts);
        checkpoints.load(HIGH_WATERMARKS, checkpoints.highWatermarks);
        return checkpoints;
    }

    private void load(String name, Map<PartitionName, Long> target) throws IOException {
        Path file = directory.resolve(name);
        for (String line : Checkpoint.read(disk, file)) {
            String[] fields = line.split(" ", -1);
            try {
                var partition = new PartitionName(fields[0], Integer.parseInt(fields[1]));
                target.put(partition, Long.parseLong(fields[2]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(
                        file
                                + ": '"
                                + line
                                + "' is not 'topic partition offset'; delete the file"
                                + " to have the logs read whole",
                        e);
            }
        }
    }

    long recoveryPoint(PartitionName partition) {
        return recoveryPoints.getOrDefault(partition, 0L);
    }

    long logStartOffset(PartitionName partition) {
        return logStarts.getOrDefault(partition, 0L);
    }

    long highWatermark(PartitionName partition) {
        return highWatermarks.getOrDefault(partition, 0L);
    }

    boolean wasOpened(PartitionName partition) {
        return opened.contains(partition);
    }

    void opened(PartitionName partition) {
        opened.add(partition);
    }

    void note(PartitionName partition, LogView view) {
        recoveryPoints.put(partition, view.syncedOffset());
        logStarts.put(partition, view.logStartOffset());
    }

    /** Durable when this returns. */
    synchronized void lowerRecoveryPoint(PartitionName partition, long offset) throws IOException {
        if (offset < recoveryPoint(partition)) {
            recoveryPoints.put(partition, offset);
            store(RECOVERY_POINTS, recoveryPoints);
        }
    }

    void noteHighWatermark(PartitionName partition, long offset) {
        if (offset >= 0) {
            highWatermarks.put(partition, offset);
        }
    }

    void forget(PartitionName partition) {
        recoveryPoints.remove(partition);
        logStarts.remove(partition);
        highWatermarks.remove(partition);
        opened.remove(partition);
    }

    synchronized void write() throws IOException {
        store(RECOVERY_POINTS, recoveryPoints);
        store(LOG_STARTS, logStarts);
        store(HIGH_WATERMARKS, highWatermarks);
    }

    private void store(String name, Map<PartitionName, Long> offsets) throws IOException {
        List<String> lines =
                offsets.entrySet().stream()
                        .map(each ->
                                each.getKey().topic()
                                        + " "
                                        + each.getKey().partition()
                                        + " "
                                        + each.getValue())
                        .sorted()
                        .toList();
        Checkpoint.write(disk, directory.resolve(name), lines);
    }
}
