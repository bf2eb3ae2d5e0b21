package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code partition.metadata}: the id of the topic whose records these are, by which a topic that
 * was deleted and made again under its name never serves the old records.
 */
final class PartitionMetadata {

    private static final String TOPIC_ID = "topic_id: ";

    private PartitionMetadata() {}

    /** Makes the partition's directory with this file in it; the parent still has to be synced. */
    static void create(Disk disk, Path directory, UUID topicId) throws IOException {
        disk.createDirectories(directory);
        String text = "version: 0\n" + TOPIC_ID + topicId + "\n";
        Checkpoint.replace(
                disk,
                directory.resolve(LogFiles.PARTITION_METADATA),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** The topic's id, or null when the directory was never finished. */
    static @Nullable UUID read(Disk disk, Path directory) throws IOException {
        Path file = directory.resolve(LogFiles.PARTITION_METADATA);
        if (!disk.exists(file)) {
            return null;
        }
        String text = new String(Checkpoint.readAll(disk, file), StandardCharsets.UTF_8);
        int at = text.indexOf(TOPIC_ID);
        try {
            return UUID.fromString(text.substring(at + TOPIC_ID.length()).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: it names no topic id", e);
        }
    }
}
