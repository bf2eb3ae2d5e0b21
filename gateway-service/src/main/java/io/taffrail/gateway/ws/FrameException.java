package io.taffrail.gateway.ws;

/** The client's bytes break the protocol; the socket closes with that code. */
final class FrameException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int closeCode;

    FrameException(int closeCode, String message) {
        super(message, null, false, false);
        this.closeCode = closeCode;
    }

    int closeCode() {
        return closeCode;
    }
}
