package io.taffrail.simulation.cluster;

import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.simulation.disk.SimDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;

/** Flips a bit of a record on a disk that nobody has in use. */
final class Rot {

    private Rot() {}

    /**
     * Somewhere in the records of a batch: a header at the end of a log that rots keeps the log
     * from being opened, and nothing of it is served. And where others have it: what only one
     * replica has was never promised.
     *
     * @return whether there was a record
     */
    static boolean strike(SimDisk disk, Random random, IntToLongFunction committed) {
        List<Path> logs =
                disk.allFiles().stream().filter(path -> path.toString().endsWith(".log")).toList();
        if (logs.isEmpty()) {
            return false;
        }
        try {
            Path file = logs.get(random.nextInt(logs.size()));
            List<int[]> bodies = bodies(disk, file, committed.applyAsLong(partitionOf(file)));
            if (bodies.isEmpty()) {
                return false;
            }
            int[] body = bodies.get(random.nextInt(bodies.size()));
            disk.flipBit(file, body[0] + random.nextInt(body[1]), random.nextInt(8));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int partitionOf(Path file) {
        String directory = String.valueOf(file.getParent());
        return Integer.parseInt(directory.substring(directory.lastIndexOf('-') + 1));
    }

    /** Where the records of each batch begin, and how many bytes they are. */
    private static List<int[]> bodies(SimDisk disk, Path file, long upToOffset) throws IOException {
        var bodies = new ArrayList<int[]>();
        ByteBuffer all = ByteBuffer.allocate((int) disk.size(file));
        try (var opened = disk.open(file)) {
            opened.read(all, 0);
        }
        var header = new BatchHeader();
        for (int at = 0; at + BatchHeader.SIZE_BYTES <= all.limit(); at += header.sizeInBytes()) {
            if (header.wrap(all, at).nextOffset() > upToOffset) {
                break;
            }
            bodies.add(
                    new int[] {
                        at + BatchHeader.SIZE_BYTES, header.sizeInBytes() - BatchHeader.SIZE_BYTES
                    });
        }
        return bodies;
    }
}
