package io.taffrail.simulation.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** A disk that says it has synced and has not: proof that the checker would notice. */
public final class LyingDisk extends SimDisk {

    public LyingDisk(RandomGenerator chance) {
        super(chance);
    }

    @Override
    protected void syncFile(Path path, SimInode inode) throws IOException {
        // Only about records: a start must get as far as looking at them.
        if (!path.toString().endsWith(".log")) {
            super.syncFile(path, inode);
        }
    }
}
