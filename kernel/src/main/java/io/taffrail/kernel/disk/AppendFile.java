package io.taffrail.kernel.disk;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows at its end. One thread appends, truncates and maps; any thread reads and syncs.
 */
public interface AppendFile extends Closeable {

    Path path();

    /**
     * Writes all remaining bytes of the first {@code count} buffers at the end, in one system call
     * where the disk can. After a failure some of the bytes may be there: the caller truncates to
     * the end that it trusts.
     *
     * @throws DiskFullException when there is no space; the file is otherwise healthy
     */
    void append(ByteBuffer[] buffers, int count) throws IOException;

    /** Writes all remaining bytes of the buffer at the end. */
    default void append(ByteBuffer buffer) throws IOException {
        append(new ByteBuffer[] {buffer}, 1);
    }

    /**
     * Fills the buffer from the position on.
     *
     * @return the number of bytes read, less than asked for only at the end of the file; 0 beyond
     *     it
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Writes the buffer's remaining bytes over bytes that are there. Of a log only what has rotted
     * is mended like this, since nothing else in it ever changes.
     *
     * @throws DiskFullException when there is no space, as where a file system writes beside what
     *     it has
     */
    void overwrite(ByteBuffer bytes, long position) throws IOException;

    void truncate(long sizeBytes) throws IOException;

    /**
     * Makes the bytes survive a power loss. A sync that failed once is never to be trusted again.
     */
    void sync() throws IOException;

    long size() throws IOException;

    /**
     * Maps the first bytes of the file for reading and writing. The bytes must be there: a mapping
     * beyond what was written would crash the process when the disk is full.
     */
    MemorySegment map(long sizeBytes) throws IOException;

    /** The channel to send regions from without copying, or null when there is no real file. */
    @Nullable FileChannel channelOrNull();
}
