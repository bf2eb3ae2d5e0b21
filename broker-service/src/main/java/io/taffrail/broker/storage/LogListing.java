package io.taffrail.broker.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a log's directory lists, before a byte of a batch is read: its segments and epochs, and the
 * leftovers of work that a crash cut short, which it removes.
 */
final class LogListing {

    private final LogState state;

    LogListing(LogState state) {
        this.state = state;
    }

    /** At least one segment: a log without any begins at the offset. */
    void loadSegments(long logStartOffset) throws IOException {
        List<String> names = state.disk.list(state.directory);
        var baseOffsets = new TreeSet<Long>();
        for (String name : names) {
            if (name.endsWith(LogFiles.DELETED) || name.endsWith(LogFiles.TEMPORARY)) {
                state.disk.delete(state.directory.resolve(name));
            }
            long baseOffset = LogFiles.offsetOf(name, LogFiles.LOG);
            if (baseOffset >= 0) {
                baseOffsets.add(baseOffset);
            }
        }
        deleteOrphanIndexes(names, baseOffsets);
        for (long baseOffset : baseOffsets) {
            long size = state.disk.size(LogFiles.path(state.directory, baseOffset, LogFiles.LOG));
            state.segments.add(
                    new Segment(
                            state.disk,
                            state.directory,
                            baseOffset,
                            size,
                            hasIndex(names, baseOffset, LogFiles.OFFSET_INDEX),
                            hasIndex(names, baseOffset, LogFiles.TIME_INDEX)));
        }
        if (state.segments.isEmpty()) {
            state.segments.add(
                    new Segment(state.disk, state.directory, logStartOffset, 0, false, false));
            state.isDirectoryDirty = true;
        }
    }

    /** A crash between the renames of a deletion leaves an index without its log. */
    private void deleteOrphanIndexes(List<String> names, Set<Long> baseOffsets) throws IOException {
        for (String name : names) {
            long offset =
                    Math.max(
                            LogFiles.offsetOf(name, LogFiles.OFFSET_INDEX),
                            LogFiles.offsetOf(name, LogFiles.TIME_INDEX));
            if (offset >= 0 && !baseOffsets.contains(offset)) {
                state.disk.delete(state.directory.resolve(name));
            }
        }
    }

    private boolean hasIndex(List<String> names, long baseOffset, String suffix) {
        Path fileName = LogFiles.path(state.directory, baseOffset, suffix).getFileName();
        return names.contains(String.valueOf(fileName));
    }

    /** False when the checkpoint is missing or unreadable and the batches have to tell. */
    boolean loadEpochs() throws IOException {
        Path path = state.directory.resolve(LogFiles.LEADER_EPOCHS);
        if (!state.disk.exists(path)) {
            return false;
        }
        try {
            state.epochs = LeaderEpochs.fromLines(Checkpoint.read(state.disk, path));
            state.syncedEpochs = state.epochs;
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
