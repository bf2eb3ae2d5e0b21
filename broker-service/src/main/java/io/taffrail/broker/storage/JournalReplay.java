package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    private record Found(JournalFrame.Header header, ByteBuffer file, int at) {}

    private final Disk disk;
    private final Path directory;
    private final Predicate<String> isLog;
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
        TreeMap<Long, Found> found = readFrames();
        if (found.isEmpty()) {
            return Replayed.NOTHING;
        }
        long last = found.lastKey();
        long oldest = found.get(last).header().oldest();
        found.headMap(oldest).clear();
        if (found.size() < last - oldest + 1) {
            return new Replayed(
                    0,
                    0,
                    "%d of the %d frames that count are damaged: what they kept is lost on this broker unless its segments have it"
                            .formatted(last - oldest + 1 - found.size(), last - oldest + 1));
        }
        try {
            for (List<JournalFrame.Entry.Tail> tails : tailsOf(found.values()).values()) {
                for (JournalFrame.Entry.Tail tail : tails) {
                    putBack(tail);
                }
            }
            makeDurable();
        } finally {
            for (AppendFile segment : segments.values()) {
                segment.close();
            }
        }
        return new Replayed(found.size(), bytes, damage);
    }

    private void makeDurable() throws IOException {
        for (AppendFile segment : segments.values()) {
            segment.sync();
        }
    }

    /** By their sequence; of more than one journal, none can be there. */
    private TreeMap<Long, Found> readFrames() throws IOException {
        var found = new TreeMap<Long, Found>();
        Path path = directory.resolve(Journal.DIRECTORY);
        for (String name : disk.list(path)) {
            UUID journal = Journal.idOf(name);
            if (journal == null) {
                continue;
            }
            var content = ByteBuffer.wrap(Checkpoint.readAll(disk, path.resolve(name)));
            int at = 0;
            while (at < content.limit()) {
                if (JournalFrame.isWholeAt(content, at)) {
                    var header = JournalFrame.headerAt(content, at);
                    if (header.journal().equals(journal)) {
                        found.put(header.sequence(), new Found(header, content, at));
                    }
                    at += header.sizeBytes();
                } else {
                    at += JournalFrame.ALIGNMENT;
                }
            }
        }
        return found;
    }

    private static Map<String, List<JournalFrame.Entry.Tail>> tailsOf(Iterable<Found> frames) {
        var tails = new LinkedHashMap<String, List<JournalFrame.Entry.Tail>>();
        for (Found frame : frames) {
            JournalFrame.read(
                    frame.file(),
                    frame.at(),
                    entry -> {
                        switch (entry) {
                            case JournalFrame.Entry.Tail tail ->
                                    tails.computeIfAbsent(tail.log(), log -> new ArrayList<>())
                                            .add(tail);
                            case JournalFrame.Entry.Forget forget -> tails.remove(forget.log());
                        }
                    });
        }
        return tails;
    }

    private void putBack(JournalFrame.Entry.Tail tail) throws IOException {
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
