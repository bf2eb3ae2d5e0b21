package io.taffrail.controller.quorum;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.apache.ratis.io.CorruptedFileException;
import org.apache.ratis.protocol.exceptions.ChecksumException;

/**
 * A log or a snapshot whose bytes are not the ones that were written. Apart from any other failure
 * of a start (a port that is taken, a directory that cannot be read), after which the log is as
 * good as before and must stay where it is.
 *
 * @param what in words
 */
record Damage(String what) {

    /**
     * What kept the log from being opened, when that is damage that the other controllers can
     * repair.
     *
     * @throws IOException the failure, when it is no damage, or there are no others
     */
    static Damage in(QuorumConfig config, Exception failure) throws IOException {
        String what =
                "controller %d has a damaged metadata log in %s (%s)"
                        .formatted(config.nodeId(), config.directory(), cause(failure));
        if (isDamage(failure) && !config.isAlone()) {
            return new Damage(what);
        }
        if (isDamage(failure)) {
            throw new IOException(
                    what
                            + ", and no other controller to get it from: put a copy of the directory there that is whole",
                    failure);
        }
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw new CompletionException(failure);
    }

    private static boolean isDamage(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof ChecksumException || cause instanceof CorruptedFileException;
    }

    /** The first cause that says what is wrong with the bytes, or else the last one. */
    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof ChecksumException || cause instanceof CorruptedFileException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
