package io.taffrail.broker.partition;

import java.io.IOException;

/** The log that was here under that name before is not gone yet, which is a matter of a sync. */
final class LogLeavingException extends IOException {

    private static final long serialVersionUID = 1L;

    LogLeavingException(PartitionId id) {
        super("the log that " + id + " had here before is being deleted: try again");
    }
}
