package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.errors.ErrorTable;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Turns error codes and broken connections into refusals. */
final class Refusals {

    private Refusals() {}

    /** A refusal for an error code that is not NONE. */
    static <T> Answer<T> of(short code, @Nullable String message, String what) {
        Rejection reason = ErrorTable.rejection(code);
        return Answer.refused(
                reason == null ? Rejection.UNKNOWN_SERVER_ERROR : reason,
                message == null || message.isEmpty()
                        ? what + ": " + Errors.forCode(code).message()
                        : message);
    }

    /** The node did not answer; whether it did what was asked is not known. */
    static <T> Answer<T> unreachable(Throwable failure, String what) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return Answer.refused(Rejection.NETWORK_EXCEPTION, what + ": " + cause.getMessage());
    }

    static boolean isError(short code) {
        return code != Errors.NONE.code();
    }
}
