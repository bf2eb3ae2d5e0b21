package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * All the log directories of a broker. One that cannot be opened, or that fails later, is counted
 * out; the broker serves what the others hold. Safe on any thread.
 */
public final class LogDirs {

    private final List<LogDirectory> directories;
    private final Map<Path, IOException> unopened;

    private LogDirs(List<LogDirectory> directories, Map<Path, IOException> unopened) {
        this.directories = directories;
        this.unopened = unopened;
    }

    /**
     * @param ids gives new directories their ids
     * @param onOffline told once for each directory that fails after it was opened
     * @throws IOException when not one of them can be opened
     */
    public static LogDirs open(
            Disk disk,
            List<Path> paths,
            int nodeId,
            String clusterId,
            Supplier<UUID> ids,
            Consumer<LogDirectory> onOffline)
            throws IOException {
        var directories = new ArrayList<LogDirectory>(paths.size());
        var unopened = new LinkedHashMap<Path, IOException>();
        for (Path path : paths) {
            try {
                directories.add(LogDirectory.open(disk, path, nodeId, clusterId, ids, onOffline));
            } catch (IOException e) {
                unopened.put(path, e);
            }
        }
        if (directories.isEmpty()) {
            var none = new IOException("none of the log directories " + paths + " can be opened");
            unopened.values().forEach(none::addSuppressed);
            throw none;
        }
        return new LogDirs(List.copyOf(directories), unopened);
    }

    /** Those that were opened, even if they have failed since. */
    public List<LogDirectory> directories() {
        return directories;
    }

    /** Those that could not be opened, and why. */
    public Map<Path, IOException> unopened() {
        return Map.copyOf(unopened);
    }

    /** The directory that holds the partition, offline or not; null when it is new here. */
    public @Nullable LogDirectory holderOf(PartitionName partition) {
        for (LogDirectory directory : directories) {
            if (directory.holds(partition)) {
                return directory;
            }
        }
        return null;
    }

    /** Where a new partition goes: to the directory that has the fewest; null when all failed. */
    public @Nullable LogDirectory leastUsed() {
        return directories.stream()
                .filter(directory -> !directory.isOffline())
                .min(Comparator.comparingInt(LogDirectory::partitionCount))
                .orElse(null);
    }

    /** Closes every directory, whatever happens to the others. */
    public void close(ToLongFunction<PartitionName> highWatermarkOf) throws IOException {
        IOException first = null;
        for (LogDirectory directory : directories) {
            try {
                directory.close(highWatermarkOf);
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
