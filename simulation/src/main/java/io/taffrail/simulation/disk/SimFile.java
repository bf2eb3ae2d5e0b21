package io.taffrail.simulation.disk;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.kernel.disk.DiskFullException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An open file of a {@link SimDisk}; a crash makes it useless, as it does a file descriptor. */
final class SimFile implements AppendFile {

    private final SimDisk disk;
    private final Path path;
    private final SimInode inode;
    private final int bootCount;
    private boolean isClosed;

    SimFile(SimDisk disk, Path path, SimInode inode) {
        this.disk = disk;
        this.path = path;
        this.inode = inode;
        this.bootCount = disk.bootCount();
    }

    private void checkUsable() throws IOException {
        if (isClosed || bootCount != disk.bootCount()) {
            throw new IOException(path + " is closed");
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public void append(ByteBuffer[] buffers, int count) throws IOException {
        checkUsable();
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += buffers[i].remaining();
        }
        byte[] bytes = new byte[total];
        int at = 0;
        for (int i = 0; i < count; i++) {
            int length = buffers[i].remaining();
            buffers[i].get(bytes, at, length);
            at += length;
        }
        int fitting = (int) Math.min(total, Math.max(0, disk.freeBytes()));
        inode.write(bytes, fitting);
        inode.lastModifiedMs = disk.nowMs();
        if (fitting < total) {
            throw new DiskFullException("no space left to write " + path);
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        checkUsable();
        int count = (int) Math.min(target.remaining(), Math.max(0, inode.size - position));
        target.put(inode.content, (int) position, count);
        return count;
    }

    @Override
    public void overwrite(ByteBuffer bytes, long position) throws IOException {
        checkUsable();
        byte[] over = new byte[bytes.remaining()];
        bytes.get(over);
        inode.overwrite(over, (int) position);
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
        checkUsable();
        inode.cut((int) sizeBytes);
    }

    @Override
    public void sync() throws IOException {
        checkUsable();
        disk.syncFile(path, inode);
    }

    @Override
    public long size() throws IOException {
        checkUsable();
        return inode.size;
    }

    @Override
    public MemorySegment map(long sizeBytes) throws IOException {
        checkUsable();
        if (sizeBytes > inode.size) {
            throw new IOException(
                    "mapping " + sizeBytes + " bytes of " + path + ", which has " + inode.size);
        }
        inode.isMapped = true;
        return MemorySegment.ofArray(inode.content).asSlice(0, sizeBytes);
    }

    @Override
    public @Nullable FileChannel channelOrNull() {
        return null;
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
