package io.taffrail.simulation.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** A disk that lets somebody else do something before a sync of a segment returns. */
public final class BusyDisk extends SimDisk {

    private static final Runnable NOTHING = () -> {};

    private Runnable meanwhile = NOTHING;

    public BusyDisk(RandomGenerator chance) {
        super(chance);
    }

    public void duringNextSync(Runnable meanwhile) {
        this.meanwhile = meanwhile;
    }

    @Override
    protected void syncFile(Path path, SimInode inode) throws IOException {
        super.syncFile(path, inode);
        if (path.toString().endsWith(".log")) {
            Runnable now = meanwhile;
            meanwhile = NOTHING;
            now.run();
        }
    }
}
