package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts back into segments what a {@link Journal} has made durable for them, after a crash and
 * before any log is opened. What the segments have of it already is written again, byte for byte
 * the same.
 *
 * <p>When one of the frames that count is missing, nothing is put back: what later ones say of a
 * log that was cut could make a mixture of two histories, which nobody would notice. Each log is
 * then as long as its segments are, as after a crash without a journal.
 */
public final class JournalReplay {

    /**
     * What was found.
     *
     * @param frames that counted
     * @param bytes that were written into segments
     * @param damage what is missing, or null
     */
    public record Replayed(int frames, long bytes, @Nullable String damage) {
        static final Replayed NOTHING = new Replayed(0, 0, null);
    }

    private record Found(JournalFrame.Header header, AppendFile file, long position) {}

    private final Disk disk;
    private final Path directory;
    private final Predicate<String> isLog;
    private final List<AppendFile> files = new ArrayList<>();
    private final Map<Path, AppendFile> segments = new HashMap<>();
    private long bytes;
    private @Nullable String damage;

    /**
     * @param directory the log directory
     * @param isLog whether a directory of that name has a log that is to be kept
     */
    JournalReplay(Disk disk, Path directory, Predicate<String> isLog) {
        this.disk = disk;
        this.directory = directory;
        this.isLog = isLog;
    }

    Replayed replay() throws IOException {
        try {
            TreeMap<Long, Found> frames = findFrames();
            return frames.isEmpty() ? Replayed.NOTHING : putBack(frames);
        } finally {
            for (AppendFile file : files) {
                file.close();
            }
            for (AppendFile segment : segments.values()) {
                segment.close();
            }
        }
    }

    private Replayed putBack(TreeMap<Long, Found> frames) throws IOException {
        long last = frames.lastKey();
        long oldest = frames.lastEntry().getValue().header().oldest();
        frames.headMap(oldest).clear();
        long missing = last - oldest + 1 - frames.size();
        if (missing > 0) {
            damage =
                    "%d of the %d frames that count are damaged: what they kept is lost on this broker unless its segments have it"
                            .formatted(missing, last - oldest + 1);
            return new Replayed(0, 0, damage);
        }
        Map<String, Long> forgottenAt = forgottenAt(frames.values());
        for (Found frame : frames.values()) {
            long sequence = frame.header().sequence();
            for (JournalFrame.Entry entry : entriesOf(frame)) {
                if (entry instanceof JournalFrame.Entry.Tail tail
                        && sequence > forgottenAt.getOrDefault(tail.log(), 0L)) {
                    restore(tail);
                }
            }
        }
        makeDurable();
        return new Replayed(frames.size(), bytes, damage);
    }

    private void makeDurable() throws IOException {
        for (AppendFile segment : segments.values()) {
            segment.sync();
        }
    }

    /** By their sequence. */
    private TreeMap<Long, Found> findFrames() throws IOException {
        var frames = new TreeMap<Long, Found>();
        Path path = directory.resolve(Journal.DIRECTORY);
        for (String name : disk.list(path)) {
            UUID journal = Journal.idOf(name);
            if (journal != null) {
                AppendFile file = disk.open(path.resolve(name));
                files.add(file);
                findFrames(journal, file, frames);
            }
        }
        return frames;
    }

    private static void findFrames(UUID journal, AppendFile file, Map<Long, Found> frames)
            throws IOException {
        long sizeBytes = file.size();
        long at = 0;
        while (at < sizeBytes) {
            ByteBuffer bytes = frameAt(file, at);
            if (bytes == null) {
                at += JournalFrame.ALIGNMENT;
                continue;
            }
            var header = JournalFrame.headerOf(bytes);
            if (header.journal().equals(journal)) {
                frames.put(header.sequence(), new Found(header, file, at));
            }
            at += header.sizeBytes();
        }
    }

    /** The frame that begins there, or null when none does that is whole. */
    private static @Nullable ByteBuffer frameAt(AppendFile file, long position) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(JournalFrame.ALIGNMENT);
        file.read(start, position);
        int sizeBytes = JournalFrame.sizeFrom(start.flip());
        if (sizeBytes < 0 || position + sizeBytes > file.size()) {
            return null;
        }
        ByteBuffer frame = ByteBuffer.allocate(sizeBytes);
        file.read(frame, position);
        return JournalFrame.isWhole(frame.flip()) ? frame : null;
    }

    private static List<JournalFrame.Entry> entriesOf(Found frame) throws IOException {
        ByteBuffer bytes = frameAt(frame.file(), frame.position());
        return bytes == null ? List.of() : JournalFrame.entriesOf(bytes);
    }

    /** By the log, the last frame that says so. */
    private static Map<String, Long> forgottenAt(Iterable<Found> frames) throws IOException {
        var forgottenAt = new HashMap<String, Long>();
        for (Found frame : frames) {
            for (JournalFrame.Entry entry : entriesOf(frame)) {
                if (entry instanceof JournalFrame.Entry.Forget) {
                    forgottenAt.put(entry.log(), frame.header().sequence());
                }
            }
        }
        return forgottenAt;
    }

    private void restore(JournalFrame.Entry.Tail tail) throws IOException {
        AppendFile segment = segmentOf(tail);
        if (segment == null) {
            return;
        }
        long sizeBytes = segment.size();
        if (tail.position() > sizeBytes) {
            damage =
                    "%s ends at %d, before %d where the journal goes on"
                            .formatted(segment.path(), sizeBytes, tail.position());
            return;
        }
        bytes += tail.bytes().remaining();
        int over = (int) Math.min(sizeBytes - tail.position(), tail.bytes().remaining());
        if (over > 0) {
            segment.overwrite(tail.bytes().slice(0, over), tail.position());
        }
        segment.append(tail.bytes().slice(over, tail.bytes().remaining() - over));
    }

    /** Null when it is gone: retention has removed the segment, or somebody the log. */
    private @Nullable AppendFile segmentOf(JournalFrame.Entry.Tail tail) throws IOException {
        Path log = directory.resolve(tail.log());
        Path path = LogFiles.path(log, tail.segmentBaseOffset(), LogFiles.LOG);
        AppendFile segment = segments.get(path);
        if (segment == null && isLog.test(tail.log()) && disk.exists(path)) {
            segment = disk.open(path);
            segments.put(path, segment);
        }
        return segment;
    }
}
