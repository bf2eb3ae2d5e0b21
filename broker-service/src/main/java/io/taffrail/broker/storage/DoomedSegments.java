package io.taffrail.broker.storage;

import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Segments that are out of their log and keep their bytes for a while, for the readers that still
 * hold a view with them ({@code file.delete.delay.ms}). Their files have other names from the first
 * moment on, so that no start takes them for the log's.
 */
final class DoomedSegments {

    private final ArrayDeque<Doomed> doomed = new ArrayDeque<>();

    private record Doomed(Segment segment, long deleteAtMs) {}

    void add(Segment segment, long deleteAtMs) throws IOException {
        segment.renameAsDeleted();
        doomed.add(new Doomed(segment, deleteAtMs));
    }

    void deleteDue(long nowMs) throws IOException {
        while (!doomed.isEmpty() && doomed.peek().deleteAtMs <= nowMs) {
            doomed.remove().segment.deleteRenamed();
        }
    }

    void close() throws IOException {
        for (Doomed each : doomed) {
            each.segment.close();
        }
    }
}
