package io.taffrail.kernel.metadata;

/**
 * Bytes that are not what they should be: cut short, damaged, or written by a newer version. Never
 * guessed around, because a wrong image is worse than a node that stops.
 */
public final class UnreadableMetadata extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableMetadata(String message) {
        super(message);
    }
}
