package io.taffrail.kernel.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file behind a channel. Appends go through the channel's own position, which gives a gathering
 * write; reads are positional and so disturb nobody.
 */
final class RealFile implements AppendFile {

    private final Path path;
    private final FileChannel channel;

    RealFile(Path path) throws IOException {
        this.path = path;
        try {
            this.channel =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw translated(e, path);
        }
        channel.position(channel.size());
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public void append(ByteBuffer[] buffers, int count) throws IOException {
        try {
            int first = 0;
            while (first < count) {
                if (buffers[first].hasRemaining()) {
                    channel.write(buffers, first, count - first);
                } else {
                    first++;
                }
            }
        } catch (IOException e) {
            throw translated(e, path);
        }
    }

    /** The JDK gives the operating system's words and no error number. */
    static IOException translated(IOException e, Path path) {
        String message = e.getMessage();
        if (message != null && message.contains("Too many open files")) {
            return new DiskFullException(
                    "no file handle left to open " + path + ": raise the limit (ulimit -n)", e);
        }
        boolean isFull =
                message != null
                        && (message.contains("No space left")
                                || message.contains("quota exceeded"));
        return isFull ? new DiskFullException("no space left to write " + path, e) : e;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int total = 0;
        while (target.hasRemaining()) {
            int count = channel.read(target, position + total);
            if (count < 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    @Override
    public void overwrite(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw translated(e, path);
        }
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
        channel.truncate(sizeBytes);
        channel.position(sizeBytes);
    }

    @Override
    public void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public MemorySegment map(long sizeBytes) throws IOException {
        // Unmapped when the last reader has let go of it, so that no reader can touch a hole.
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, sizeBytes, Arena.ofAuto());
    }

    @Override
    public @Nullable FileChannel channelOrNull() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
