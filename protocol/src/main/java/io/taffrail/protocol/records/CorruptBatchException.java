package io.taffrail.protocol.records;

/** The bytes of a batch contradict themselves; the message says where. */
public final class CorruptBatchException extends Exception {
    private static final long serialVersionUID = 1L;

    public CorruptBatchException(String message) {
        super(message);
    }

    CorruptBatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
