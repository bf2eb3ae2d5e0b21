package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.disk.DiskFullException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A mapped file of entries of one size, which its writer appends and any thread searches. It is
 * opened at its first use and grows in steps of written zeros, never as a sparse file: a store into
 * a hole of a full disk would kill the process, whereas a refused write only leaves an entry out,
 * and an index may leave out any entry.
 *
 * <p>Crash story: nothing here is synced while the segment is active, so after an unclean stop the
 * tail may be zeros or missing; recovery rebuilds it from the log. When a segment is sealed the
 * file is trimmed to its entries and synced with the log.
 */
final class IndexFile {

    private static final int STEP_BYTES_MIN = 4 * 1024;
    private static final int STEP_BYTES_MAX = 1024 * 1024;

    private final Disk disk;
    private volatile Path path;
    private final int entryBytes;

    // Null until somebody writes: reading takes the map alone, and with thousands of logs the
    // handles would run out.
    private @Nullable AppendFile file;
    private boolean isOnDisk;
    private long fileBytes;

    // Readers take the count first and the map second: a map only ever gets larger, so that it
    // always holds the entries that were counted before.
    private volatile int entryCount;
    private volatile MemorySegment map = MemorySegment.NULL;
    private volatile boolean isOpen;

    /**
     * @param exists whether the directory lists the file already
     */
    IndexFile(Disk disk, Path path, int entryBytes, boolean exists) {
        this.disk = disk;
        this.path = path;
        this.entryBytes = entryBytes;
        this.isOpen = !exists;
    }

    Path path() {
        return path;
    }

    /** The number of whole entries; opens the file if need be. */
    int entryCount() throws IOException {
        ensureOpen();
        return entryCount;
    }

    /** The mapped bytes, at least those of the entries counted before this call. */
    MemorySegment map() {
        return map;
    }

    private void ensureOpen() throws IOException {
        if (!isOpen) {
            openExisting();
        }
    }

    private synchronized void openExisting() throws IOException {
        if (isOpen) {
            return;
        }
        try (AppendFile opened = disk.open(path)) {
            fileBytes = opened.size();
            if (fileBytes >= entryBytes) {
                map = opened.map(fileBytes);
            }
        }
        isOnDisk = true;
        entryCount = (int) (fileBytes / entryBytes);
        isOpen = true;
    }

    /**
     * Space for one more entry, to be stored and then counted by {@link #added}; null on a full
     * disk.
     */
    @Nullable MemorySegment reserve() throws IOException {
        ensureOpen();
        long neededBytes = (entryCount + 1L) * entryBytes;
        AppendFile target;
        try {
            target = toWrite();
        } catch (DiskFullException e) {
            return null;
        }
        if (neededBytes > fileBytes && !grow(target, neededBytes)) {
            return null;
        }
        return map;
    }

    private AppendFile toWrite() throws IOException {
        AppendFile opened = file;
        if (opened == null) {
            opened = disk.open(path);
            file = opened;
            if (!isOnDisk) {
                isOnDisk = true;
                dropLeftover(opened);
            }
        }
        return opened;
    }

    private boolean grow(AppendFile target, long neededBytes) throws IOException {
        long stepBytes = Math.clamp(fileBytes, STEP_BYTES_MIN, STEP_BYTES_MAX);
        long targetBytes = Math.max(neededBytes, fileBytes + stepBytes);
        try {
            target.append(ByteBuffer.allocate((int) (targetBytes - fileBytes)));
        } catch (DiskFullException e) {
            target.truncate(fileBytes);
            return false;
        }
        fileBytes = targetBytes;
        map = target.map(targetBytes);
        return true;
    }

    /** A file of a segment that was here before, whose removal a crash has undone. */
    private static void dropLeftover(AppendFile opened) throws IOException {
        if (opened.size() > 0) {
            opened.truncate(0);
            opened.sync();
        }
    }

    void added() {
        entryCount = entryCount + 1;
    }

    /**
     * Forgets the entries from that one on. They are overwritten and synced, since after a crash
     * the count is told from the file's size, and an entry of a log that was cut would pass for one
     * of the log that grew in its place.
     */
    void truncateTo(int entries) throws IOException {
        ensureOpen();
        int dropped = entryCount - entries;
        if (dropped > 0) {
            entryCount = entries;
            map.asSlice((long) entries * entryBytes, (long) dropped * entryBytes).fill((byte) 0);
            toWrite().sync();
        }
    }

    /** Whether neither the directory nor this process knows of the file. */
    boolean isAbsent() {
        return isOpen && !isOnDisk;
    }

    /** Whether the file does not end with an entry. */
    boolean isMalformed() throws IOException {
        ensureOpen();
        return fileBytes % entryBytes != 0;
    }

    /** Uncounts the entries at the end that were reserved and, as it looks, never stored. */
    void dropZeroTail() throws IOException {
        ensureOpen();
        int count = entryCount;
        while (count > 0 && isZero(count - 1)) {
            count--;
        }
        entryCount = count;
    }

    private boolean isZero(int slot) {
        return map.asSlice((long) slot * entryBytes, entryBytes)
                        .mismatch(MemorySegment.ofArray(new byte[entryBytes]))
                < 0;
    }

    /** Cuts the zeros off the end. Mappings stay valid up to the entries. */
    void trim() throws IOException {
        ensureOpen();
        long usedBytes = (long) entryCount * entryBytes;
        if (usedBytes < fileBytes) {
            toWrite().truncate(usedBytes);
            fileBytes = usedBytes;
        }
    }

    /**
     * The file to sync, or null when there is none because no entry was ever added or looked for.
     * One that was only read counts too: what an earlier process wrote may be in the page cache.
     */
    @Nullable AppendFile fileToSync() throws IOException {
        return isOnDisk ? toWrite() : null;
    }

    /** Gives it another name, under which it is found from now on. */
    synchronized void rename(Path renamed) throws IOException {
        if (disk.exists(path)) {
            disk.rename(path, renamed);
        }
        path = renamed;
    }

    /** Removes it. Who comes later finds no entries, and no file is made for that. */
    synchronized void delete() throws IOException {
        isOpen = true;
        close();
        disk.delete(path);
    }

    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
