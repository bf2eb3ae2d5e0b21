package io.taffrail.kernel.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system. Its contract is the weak one that disks really give: bytes survive a power loss
 * only after {@link AppendFile#sync}, and a new, renamed or deleted name only after {@link
 * #syncDirectory} of the directory that holds it.
 */
public interface Disk {

    /** Opens the file for reading, appending and mapping; creates it when it is missing. */
    AppendFile open(Path file) throws IOException;

    boolean exists(Path path) throws IOException;

    /** The size in bytes of a file that exists. */
    long size(Path file) throws IOException;

    /** When the file was last written, in milliseconds since the epoch. */
    long lastModifiedMs(Path file) throws IOException;

    /** The names in the directory, sorted. */
    List<String> list(Path directory) throws IOException;

    /** Creates the directory and its missing parents; does nothing when it is there. */
    void createDirectories(Path directory) throws IOException;

    /** Removes a file or an empty directory; does nothing when it is missing. */
    void delete(Path path) throws IOException;

    /** Renames a file or directory, replacing a file of that name in one step. */
    void rename(Path from, Path to) throws IOException;

    /** Makes the names in this directory survive a power loss. */
    void syncDirectory(Path directory) throws IOException;

    /**
     * Takes the lock file for this process.
     *
     * @throws IOException when another process, or another node in this one, holds it
     */
    DirectoryLock lock(Path lockFile) throws IOException;

    /** Bytes that this process may still write to the disk that holds the path. */
    long usableBytes(Path path) throws IOException;

    /** The machine's own file system. */
    static Disk real() {
        return new RealDisk();
    }

    /** Held until closed, or until the process ends. */
    interface DirectoryLock extends AutoCloseable {
        @Override
        void close() throws IOException;
    }
}
