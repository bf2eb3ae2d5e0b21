package io.taffrail.simulation.disk;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.disk.DiskFullException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk that keeps exactly what it promises to keep. After {@link #crash}: bytes that were not
 * synced are there, torn or gone; names of a directory that was not synced are as after any of the
 * steps since. It can also be full, and fail a sync.
 */
public class SimDisk implements Disk {

    private final RandomGenerator chance;
    private final TreeMap<Path, SimDirectory> directories = new TreeMap<>();

    /** Removed, which a crash may undo. */
    private final TreeMap<Path, SimDirectory> removed = new TreeMap<>();

    private long capacityBytes = Long.MAX_VALUE;
    private int bootCount;
    private int syncsUntilFailure = -1;
    private long nowMs;

    public SimDisk(RandomGenerator chance) {
        this.chance = chance;
    }

    /** Loses power and comes back: open files are useless, and only what was synced is sure. */
    public void crash() {
        bootCount++;
        syncsUntilFailure = -1;
        removed.forEach(directories::putIfAbsent);
        removed.clear();
        for (SimDirectory directory : directories.values()) {
            directory.crash(chance);
        }
        // A directory is there only as long as its parent says so.
        directories.keySet().removeIf(path -> !isReachable(path));
        for (SimDirectory directory : directories.values()) {
            for (SimInode inode : directory.files()) {
                inode.crash(chance);
            }
        }
    }

    private boolean isReachable(Path path) {
        Path parent = path.getParent();
        SimDirectory holder = parent == null ? null : directories.get(parent);
        return holder == null || holder.hasDirectory(nameOf(path));
    }

    public void capacityBytes(long bytes) {
        capacityBytes = bytes;
    }

    /** Lets that many syncs succeed and the next one fail. */
    public void failSyncAfter(int count) {
        syncsUntilFailure = count;
    }

    public void nowMs(long timeMs) {
        nowMs = timeMs;
    }

    long nowMs() {
        return nowMs;
    }

    int bootCount() {
        return bootCount;
    }

    public long usedBytes() {
        long used = 0;
        for (SimDirectory directory : directories.values()) {
            for (SimInode inode : directory.files()) {
                used += inode.size;
            }
        }
        return used;
    }

    long freeBytes() {
        return capacityBytes == Long.MAX_VALUE ? Long.MAX_VALUE : capacityBytes - usedBytes();
    }

    /** Makes the bytes of a file durable; a disk that lies overrides it. */
    protected void syncFile(Path path, SimInode inode) throws IOException {
        if (syncsUntilFailure == 0) {
            inode.failSync();
            syncsUntilFailure = -1;
            throw new IOException("I/O error on sync of " + path);
        }
        syncsUntilFailure -= syncsUntilFailure > 0 ? 1 : 0;
        inode.sync();
    }

    /** Flips one bit of a file that is not open, as rot does. */
    public void flipBit(Path file, long position, int bit) throws IOException {
        SimInode inode = inodeOf(file);
        inode.content[(int) position] ^= (byte) (1 << bit);
        inode.sync();
    }

    @Override
    public AppendFile open(Path file) throws IOException {
        SimDirectory directory = directoryOf(file);
        SimInode inode = directory.fileOrNull(nameOf(file));
        if (inode == null) {
            if (freeBytes() <= 0) {
                throw new DiskFullException("no space left to create " + file);
            }
            inode = new SimInode();
            inode.lastModifiedMs = nowMs;
            directory.put(nameOf(file), inode);
        }
        return new SimFile(this, file, inode);
    }

    @Override
    public boolean exists(Path path) {
        SimDirectory holder = holderOf(path);
        return directories.containsKey(path)
                || holder != null && holder.fileOrNull(nameOf(path)) != null;
    }

    @Override
    public long size(Path file) throws IOException {
        return inodeOf(file).size;
    }

    @Override
    public long lastModifiedMs(Path file) throws IOException {
        return inodeOf(file).lastModifiedMs;
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        SimDirectory listed = directories.get(directory);
        if (listed == null) {
            throw new NoSuchFileException(directory.toString());
        }
        return listed.names();
    }

    @Override
    public void createDirectories(Path directory) {
        if (!directories.containsKey(directory)) {
            Path parent = directory.getParent();
            if (parent != null && parent.getNameCount() > 0) {
                createDirectories(parent);
            }
            directories.put(directory, new SimDirectory());
            SimDirectory holder = holderOf(directory);
            if (holder != null) {
                holder.putDirectory(nameOf(directory));
            }
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        SimDirectory directory = directories.get(path);
        if (directory != null) {
            if (!directory.names().isEmpty()) {
                throw new IOException(path + " is not empty");
            }
            removed.put(path, directories.remove(path));
        }
        SimDirectory holder = holderOf(path);
        if (holder != null) {
            holder.remove(nameOf(path));
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        SimDirectory moved = directories.remove(from);
        if (moved != null) {
            // The bytes of a renamed directory move with it, whatever a crash makes of its name.
            directories.put(to, moved);
            directoryOf(from).renameDirectory(nameOf(from), nameOf(to));
            return;
        }
        inodeOf(from);
        directoryOf(from).rename(nameOf(from), nameOf(to));
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        SimDirectory synced = directories.get(directory);
        if (synced == null) {
            throw new NoSuchFileException(directory.toString());
        }
        synced.sync();
    }

    @Override
    public DirectoryLock lock(Path lockFile) {
        return () -> {};
    }

    @Override
    public long usableBytes(Path path) {
        return Math.max(0, freeBytes());
    }

    private SimInode inodeOf(Path file) throws IOException {
        SimInode inode = directoryOf(file).fileOrNull(nameOf(file));
        if (inode == null) {
            throw new NoSuchFileException(file.toString());
        }
        return inode;
    }

    private SimDirectory directoryOf(Path path) throws IOException {
        SimDirectory directory = holderOf(path);
        if (directory == null) {
            throw new NoSuchFileException(String.valueOf(path.getParent()));
        }
        return directory;
    }

    private @Nullable SimDirectory holderOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? null : directories.get(parent);
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** Every file, for tests that want to damage one. */
    public List<Path> allFiles() {
        var all = new ArrayList<Path>();
        for (Map.Entry<Path, SimDirectory> each : directories.entrySet()) {
            for (String name : each.getValue().fileNames()) {
                all.add(each.getKey().resolve(name));
            }
        }
        return all;
    }
}
