package io.taffrail.kernel.metadata;

import java.util.List;

/**
 * One decided command of the metadata log: what it changed, when, and for whom.
 *
 * @param index its place in the log; each index has at most one entry
 * @param timeMs when the controller's leader accepted the command
 * @param principal who asked, such as {@code User:alice} or {@code Node:3}
 */
public record MetadataEntry(long index, long timeMs, String principal, List<MetadataEvent> events) {

    public MetadataEntry {
        events = List.copyOf(events);
    }
}
