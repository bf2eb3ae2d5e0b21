package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A small text file that is replaced as a whole: a version, the number of lines, the lines.
 *
 * <p>Crash story: the new text is written and synced under another name, renamed over the old one,
 * and the directory is synced; at any moment one of the two is there entire. A count that does not
 * match the lines means that something else wrote the file.
 */
final class Checkpoint {

    private static final String VERSION = "0";

    private Checkpoint() {}

    static void write(Disk disk, Path path, List<String> lines) throws IOException {
        var text = new StringBuilder(VERSION).append('\n').append(lines.size()).append('\n');
        for (String line : lines) {
            text.append(line).append('\n');
        }
        replace(disk, path, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces a file in one step that survives a power loss. */
    static void replace(Disk disk, Path path, byte[] bytes) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + LogFiles.TEMPORARY);
        disk.delete(temporary);
        try (var file = disk.open(temporary)) {
            file.append(ByteBuffer.wrap(bytes));
            file.sync();
        }
        disk.rename(temporary, path);
        disk.syncDirectory(path.resolveSibling(""));
    }

    /** The lines, or none when there is no such file. */
    static List<String> read(Disk disk, Path path) throws IOException {
        if (!disk.exists(path)) {
            return List.of();
        }
        List<String> all = new String(readAll(disk, path), StandardCharsets.UTF_8).lines().toList();
        if (all.size() < 2 || !all.get(0).equals(VERSION)) {
            throw new IOException(path + " is not a checkpoint of version " + VERSION);
        }
        List<String> lines = all.subList(2, all.size());
        if (!all.get(1).equals(Integer.toString(lines.size()))) {
            throw new IOException(
                    path + " announces " + all.get(1) + " lines and has " + lines.size());
        }
        return lines;
    }

    static byte[] readAll(Disk disk, Path path) throws IOException {
        try (var file = disk.open(path)) {
            var bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return bytes.array();
        }
    }
}
