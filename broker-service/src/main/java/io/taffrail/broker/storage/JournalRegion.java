package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.AppendFile;
import io.taffrail.kernel.disk.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * One of the files that a {@link Journal} goes round. It can be written from its beginning again
 * once the segments whose tails are in it are durable themselves. Everything here is under the
 * journal's lock.
 */
final class JournalRegion {

    private final AppendFile file;
    private final int capacityBytes;

    private int endPosition;
    private long firstSequence;

    /** The segments that would lack something without this region. */
    private final Map<String, Set<Segment>> unsettled = new HashMap<>();

    /** The logs of which a frame is in the file, although perhaps one that does not count. */
    private final Set<String> mentioned = new HashSet<>();

    JournalRegion(AppendFile file, int capacityBytes) {
        this.file = file;
        this.capacityBytes = capacityBytes;
    }

    boolean hasRoom(int bytes) {
        return endPosition + bytes <= capacityBytes;
    }

    boolean isSettled() {
        return unsettled.isEmpty();
    }

    /** Of the first frame that was written since the region was last begun. */
    long firstSequence() {
        return firstSequence;
    }

    void beginAt(long sequence) {
        endPosition = 0;
        firstSequence = sequence;
    }

    /** Whether a frame was written since the region was last begun. */
    boolean isBegun() {
        return endPosition > 0;
    }

    /**
     * Writes a frame behind the others, durably.
     *
     * @param logs that are in it
     * @throws DiskFullException when the file is still to grow and cannot; the frame is not there
     */
    void write(ByteBuffer frame, Collection<String> logs) throws IOException {
        // Before it is known whether it succeeds: a failed write may be found later.
        mentioned.addAll(logs);
        long sizeBytes = file.size();
        int length = frame.remaining();
        int over = (int) Math.clamp(sizeBytes - endPosition, 0, length);
        if (over > 0) {
            file.overwrite(frame.slice(frame.position(), over), endPosition);
        }
        if (over < length) {
            grow(frame.slice(frame.position() + over, length - over), sizeBytes);
        }
        file.sync();
        if (endPosition == 0) {
            // Only now nothing counts any more that was in the file before.
            mentioned.retainAll(Set.copyOf(logs));
        }
        endPosition += length;
    }

    private void grow(ByteBuffer bytes, long sizeBytes) throws IOException {
        try {
            file.append(bytes);
        } catch (DiskFullException e) {
            file.truncate(sizeBytes);
            throw e;
        }
    }

    void holds(LogTail tail) {
        unsettled.computeIfAbsent(tail.log(), log -> new LinkedHashSet<>()).add(tail.segment());
    }

    boolean mentions(String log) {
        return mentioned.contains(log);
    }

    Collection<Segment> segmentsOf(String log) {
        return Set.copyOf(unsettled.getOrDefault(log, Set.of()));
    }

    void forget(String log) {
        unsettled.remove(log);
        mentioned.remove(log);
    }

    Set<Segment> unsettled() {
        var segments = new LinkedHashSet<Segment>();
        unsettled.values().forEach(segments::addAll);
        return segments;
    }

    void settled(Set<Segment> segments) {
        unsettled.values().forEach(each -> each.removeAll(segments));
        unsettled.values().removeIf(Set::isEmpty);
    }

    void close() throws IOException {
        file.close();
    }
}
