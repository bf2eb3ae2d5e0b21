package io.taffrail.kernel.disk;

import java.io.IOException;

/** There is no space left. Told apart from other failures because it heals by itself. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }

    public DiskFullException(String message) {
        super(message);
    }
}
