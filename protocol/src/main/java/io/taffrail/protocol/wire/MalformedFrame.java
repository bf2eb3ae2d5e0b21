package io.taffrail.protocol.wire;

/** Bytes that are no request: the connection that sent them is closed with this message. */
public final class MalformedFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedFrame(String message) {
        // No stack trace: the sender is at fault, and may send many.
        super(message, null, false, false);
    }
}
