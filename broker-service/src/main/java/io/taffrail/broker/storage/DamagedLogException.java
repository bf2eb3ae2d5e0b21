package io.taffrail.broker.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Bytes that were once synced do not read as they were written. They are never served; the replica
 * has to be rebuilt from its peers.
 */
public final class DamagedLogException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedLogException(Path file, long position, long offset, String what) {
        super(
                file
                        + " is damaged at byte "
                        + position
                        + ", where offset "
                        + offset
                        + " is expected: "
                        + what
                        + "; rebuild this replica from its peers");
    }
}
