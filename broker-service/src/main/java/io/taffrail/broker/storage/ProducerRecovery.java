package io.taffrail.broker.storage;

import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeSet;

/**
 * Finds out again which producers a log knows, after a start or a cut: from the newest snapshot
 * that is whole, and the batches that follow it.
 */
final class ProducerRecovery {

    private final LogState state;

    ProducerRecovery(LogState state) {
        this.state = state;
    }

    /** Reads the last good snapshot, and the batches after it. */
    void rebuild() throws IOException {
        long from = state.logStartOffset;
        var snapshots = new TreeSet<Long>();
        for (String name : state.disk.list(state.directory)) {
            long offset = LogFiles.offsetOf(name, LogFiles.SNAPSHOT);
            // What lies between an older one and the log cannot be read any more.
            boolean isWithin =
                    state.segments.get(0).baseOffset() <= offset && offset <= state.endOffset;
            if (isWithin) {
                snapshots.add(offset);
            }
        }
        state.producers.clear();
        for (long offset : snapshots.descendingSet()) {
            Path path = LogFiles.path(state.directory, offset, LogFiles.SNAPSHOT);
            if (ProducerSnapshot.read(state.disk, path, state.producers)) {
                from = offset;
                break;
            }
            state.disk.delete(path);
        }
        replay(from);
    }

    private void replay(long from) throws IOException {
        for (int i = 0; i < state.segments.size(); i++) {
            boolean isLast = i + 1 == state.segments.size();
            Segment segment = state.segments.get(i);
            long end = isLast ? state.endOffset : state.segments.get(i + 1).baseOffset();
            if (end <= from) {
                continue;
            }
            BatchScanner scanner = segment.scanFrom(from, segment.sizeBytes());
            while (scanner.next()) {
                BatchHeader header = scanner.header();
                if (header.baseOffset() >= from && header.hasProducerId()) {
                    state.producers.update(header);
                }
            }
            scanner.throwIfFaulty();
        }
        state.producers.commit();
    }
}
