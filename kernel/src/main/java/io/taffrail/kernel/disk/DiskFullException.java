package io.taffrail.kernel.disk;

import java.io.IOException;

/**
 * There is no space left, or no file handle. Told apart from other failures because nothing is
 * wrong with the disk: what was refused can be tried again.
 */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }

    public DiskFullException(String message) {
        super(message);
    }
}
