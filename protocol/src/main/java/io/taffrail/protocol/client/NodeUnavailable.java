package io.taffrail.protocol.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * No answer came: the node cannot be reached, went away, or was too slow. Whether it has done what
 * it was asked for is unknown.
 */
public final class NodeUnavailable extends IOException {
    private static final long serialVersionUID = 1L;

    public NodeUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
