package io.taffrail.broker.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Bytes that were once synced do not read as they were written. They are never served; where
 * another replica has them, they are written anew ({@link LogMend}).
 */
public final class DamagedLogException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long segmentBaseOffset;

    DamagedLogException(Path file, long position, long offset, String what) {
        this(file, "at byte " + position + ", where offset " + offset + " is expected: " + what);
    }

    DamagedLogException(Path file, long position, String what) {
        this(file, "at byte " + position + ": " + what);
    }

    private DamagedLogException(Path file, String what) {
        super(file + " is damaged " + what);
        String name = String.valueOf(file.getFileName());
        this.segmentBaseOffset = LogFiles.offsetOf(name, LogFiles.LOG);
    }

    /** The first offset of the segment that is damaged, or -1 when its file was taken away. */
    public long segmentBaseOffset() {
        return segmentBaseOffset;
    }
}
