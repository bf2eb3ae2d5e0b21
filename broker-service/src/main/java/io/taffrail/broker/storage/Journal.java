package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.disk.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tails of many logs durable with one sync of one file, where each log's own sync would
 * be a write and a commit of the file system's journal. The bytes are in the segments as ever, and
 * readers find them there; what a crash takes from a segment, the next start puts back from here
 * ({@link JournalReplay}).
 *
 * <p>It goes round a few files. One is begun again when the segments whose tails it holds are
 * durable themselves, which {@link #settle} sees to, in good time and on a thread of its own.
 * Before a log drops what may be in here, {@link #forget} makes sure that it will not be put back.
 *
 * <p>Safe on any thread.
 */
public final class Journal {

    static final String DIRECTORY = "journal";

    /**
     * @param regionCount how many files, at least three
     * @param regionBytes how long each may become
     * @param frameBytes how much may become durable at once, at most a region
     */
    public record Size(int regionCount, int regionBytes, int frameBytes) {
        public static final Size DEFAULT = new Size(4, 16 << 20, 1 << 20);
    }

    private final Disk disk;
    private final Path path;
    private final UUID id;
    private final Size size;
    private final List<JournalRegion> regions = new ArrayList<>();
    private @Nullable JournalFrame frame;
    private int current;
    private long nextSequence = 1;
    private @Nullable IOException failure;

    /**
     * @param directory the log directory; nothing is written to it before there is a tail
     * @param id that nobody who produces records can know, so that no record passes for a frame
     */
    Journal(Disk disk, Path directory, UUID id, Size size) {
        this.disk = disk;
        this.path = directory.resolve(DIRECTORY);
        this.id = id;
        this.size = size;
    }

    /** The journal that a file of that name is of, or null when it is of none. */
    static @Nullable UUID idOf(String fileName) {
        try {
            return UUID.fromString(fileName.substring(0, Math.max(0, fileName.lastIndexOf('.'))));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The bytes of tails that fit into one frame. */
    int roomBytes() {
        return size.frameBytes() - JournalFrame.HEADER_BYTES;
    }

    /**
     * Makes the tails of these tasks durable at once.
     *
     * @return how many bytes were written; 0 when that cannot be now, and each task is to be run
     *     for itself: there is no space, it is too much, or a log is about to be cut
     */
    public synchronized int commit(List<SyncTask> tasks) throws IOException {
        throwIfFailed();
        var tails = new ArrayList<LogTail>(tasks.size());
        int entryBytes = 0;
        for (SyncTask task : tasks) {
            LogTail tail = task.tail();
            if (tail == null) {
                return 0;
            }
            tails.add(tail);
            entryBytes += JournalFrame.sizeOf(tail);
        }
        int frameBytes = JournalFrame.sizeWith(entryBytes);
        if (frameBytes > size.frameBytes()) {
            return 0;
        }
        try {
            JournalFrame next = begin(frameBytes);
            for (LogTail tail : tails) {
                next.add(tail);
            }
            write(next, tails.stream().map(LogTail::log).toList());
        } catch (DiskFullException e) {
            return 0;
        } catch (IOException e) {
            throw failed(e);
        }
        tails.forEach(regions.get(current)::holds);
        return frameBytes;
    }

    /**
     * Makes the log's segments durable without the journal, and then sees to it that nothing of the
     * log is ever put back from what the journal holds now. To be called before the log drops
     * something, on the loop that owns it.
     */
    synchronized void forget(String log) throws IOException {
        if (regions.stream().noneMatch(each -> each.mentions(log))) {
            return;
        }
        throwIfFailed();
        try {
            for (JournalRegion region : regions) {
                for (Segment segment : region.segmentsOf(log)) {
                    segment.settle();
                }
            }
            try {
                writeForget(log);
            } catch (DiskFullException e) {
                if (!regions.get(current).isBegun()) {
                    throw e;
                }
                // The next file has its beginning already, and to forget makes room for others.
                rotate();
                writeForget(log);
            }
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
        regions.forEach(each -> each.forget(log));
    }

    private void writeForget(String log) throws IOException {
        JournalFrame next = begin(JournalFrame.ALIGNMENT);
        next.forget(log);
        write(next, List.of(log));
    }

    /** A frame that fits into what is left of the current file, which is another one if need be. */
    private JournalFrame begin(int frameBytes) throws IOException {
        JournalFrame next = frame;
        if (next == null) {
            open();
            next = new JournalFrame(size.frameBytes());
            frame = next;
        }
        if (!regions.get(current).hasRoom(frameBytes)) {
            rotate();
        }
        next.begin(id, nextSequence, oldest());
        return next;
    }

    private void write(JournalFrame next, List<String> logs) throws IOException {
        regions.get(current).write(next.finished(), logs);
        nextSequence++;
    }

    /** Each file has room for an order to forget from the beginning, also when the disk is full. */
    private void open() throws IOException {
        disk.createDirectories(path);
        var opened = new ArrayList<JournalRegion>();
        try {
            for (int i = 0; i < size.regionCount(); i++) {
                var file = disk.open(path.resolve(id + "." + i));
                opened.add(new JournalRegion(file, size.regionBytes()));
                if (file.size() < JournalFrame.ALIGNMENT) {
                    file.truncate(0);
                    file.append(ByteBuffer.allocate(JournalFrame.ALIGNMENT));
                }
            }
            disk.syncDirectory(path);
            disk.syncDirectory(path.resolveSibling(""));
        } catch (IOException e) {
            for (JournalRegion region : opened) {
                region.close();
            }
            throw e;
        }
        regions.addAll(opened);
        regions.get(0).beginAt(nextSequence);
    }

    private long oldest() {
        long oldest = regions.get(current).firstSequence();
        for (JournalRegion region : regions) {
            oldest = region.isSettled() ? oldest : Math.min(oldest, region.firstSequence());
        }
        return oldest;
    }

    /**
     * Goes on in the next file. The one after it has to be settled as well: when that is begun, it
     * must not have counted for the frame before, of which a crash may make the last one.
     */
    private void rotate() throws IOException {
        int next = (current + 1) % regions.size();
        settle(regions.get(next));
        settle(regions.get((next + 1) % regions.size()));
        regions.get(next).beginAt(nextSequence);
        current = next;
    }

    /** Whether {@link #settle} has something to do. */
    public synchronized boolean isToBeSettled() {
        return failure == null && toBeSettled() != null;
    }

    private synchronized @Nullable JournalRegion toBeSettled() {
        for (int i = 1; i < regions.size(); i++) {
            JournalRegion region = regions.get((current + i) % regions.size());
            if (!region.isSettled()) {
                return region;
            }
        }
        return null;
    }

    /**
     * Makes durable by themselves the segments whose tails are in files that are full. Others may
     * commit meanwhile.
     */
    public void settle() throws IOException {
        JournalRegion region = toBeSettled();
        while (region != null) {
            settle(region);
            region = toBeSettled();
        }
    }

    private void settle(JournalRegion region) throws IOException {
        Set<Segment> segments;
        long firstSequence;
        synchronized (this) {
            throwIfFailed();
            segments = region.unsettled();
            firstSequence = region.firstSequence();
        }
        try {
            for (Segment segment : segments) {
                segment.settle();
            }
        } catch (IOException e) {
            throw failed(e);
        }
        synchronized (this) {
            // Not when a commit was faster, and the region has other tails of these segments by
            // now.
            if (region.firstSequence() == firstSequence) {
                region.settled(segments);
            }
        }
    }

    private void throwIfFailed() throws IOException {
        if (failure != null) {
            throw new IOException(path + " has failed before: " + failure.getMessage(), failure);
        }
    }

    /** What the disk holds after a failure is unknown, so nothing is tried again. */
    private synchronized IOException failed(IOException cause) {
        failure = failure == null ? cause : failure;
        return cause;
    }

    synchronized void close() throws IOException {
        for (JournalRegion region : regions) {
            region.close();
        }
        regions.clear();
    }
}
