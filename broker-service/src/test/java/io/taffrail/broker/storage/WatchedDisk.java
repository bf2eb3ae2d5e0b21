package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.disk.DiskFullException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own disk, with an account of the handles that are open and of what was changed; it
 * can be full.
 */
final class WatchedDisk implements Disk {

    private final Disk disk = Disk.real();
    private final List<WatchedFile> open = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private boolean isFull;

    /** The names of the files that have a handle open, sorted; a name twice has two. */
    List<String> openFiles() {
        return open.stream().map(file -> nameOf(file.path())).sorted().toList();
    }

    /** What was written, synced, created, renamed or removed since {@link #forgetChanges}. */
    List<String> changes() {
        return changes;
    }

    void forgetChanges() {
        changes.clear();
    }

    /** From now on nothing can be appended to a file. */
    void fillUp() {
        isFull = true;
    }

    void makeRoom() {
        isFull = false;
    }

    private void changed(String what, Path path) {
        changes.add(what + " " + nameOf(path));
    }

    private static String nameOf(Path path) {
        return path.getFileName().toString();
    }

    @Override
    public AppendFile open(Path file) throws IOException {
        if (!disk.exists(file)) {
            changed("create", file);
        }
        var opened = new WatchedFile(disk.open(file));
        open.add(opened);
        return opened;
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public long size(Path file) throws IOException {
        return disk.size(file);
    }

    @Override
    public long lastModifiedMs(Path file) throws IOException {
        return disk.lastModifiedMs(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void delete(Path path) throws IOException {
        if (disk.exists(path)) {
            changed("delete", path);
        }
        disk.delete(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        changed("rename", from);
        disk.rename(from, to);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        changed("sync", directory);
        disk.syncDirectory(directory);
    }

    @Override
    public DirectoryLock lock(Path lockFile) throws IOException {
        return disk.lock(lockFile);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return disk.usableBytes(path);
    }

    private final class WatchedFile implements AppendFile {

        private final AppendFile file;

        WatchedFile(AppendFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public void append(ByteBuffer[] buffers, int count) throws IOException {
            if (isFull) {
                throw new DiskFullException("no space for " + path());
            }
            changed("append to", path());
            file.append(buffers, count);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void overwrite(ByteBuffer bytes, long position) throws IOException {
            changed("overwrite", path());
            file.overwrite(bytes, position);
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            changed("truncate", path());
            file.truncate(sizeBytes);
        }

        @Override
        public void sync() throws IOException {
            changed("sync", path());
            file.sync();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public MemorySegment map(long sizeBytes) throws IOException {
            return file.map(sizeBytes);
        }

        @Override
        public @Nullable FileChannel channelOrNull() {
            return file.channelOrNull();
        }

        @Override
        public void close() throws IOException {
            open.remove(this);
            file.close();
        }
    }
}
