package io.taffrail.protocol.errors;

import io.taffrail.kernel.fault.Rejection;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a rejection gets its number. The names agree by design, so a rejection
 * without an error code of the same name fails when this class is loaded, and not at a customer's.
 */
public final class ErrorTable {

    private static final Map<Rejection, Errors> BY_REJECTION = table();
    private static final Map<Errors, Rejection> BY_ERROR = inverse();

    private ErrorTable() {}

    public static Errors error(Rejection rejection) {
        return BY_REJECTION.getOrDefault(rejection, Errors.UNKNOWN_SERVER_ERROR);
    }

    public static short code(Rejection rejection) {
        return error(rejection).code();
    }

    /** What an answer of another node means; null when it is a success. */
    public static @Nullable Rejection rejection(short code) {
        Errors error = Errors.forCode(code);
        if (error == Errors.NONE) {
            return null;
        }
        return BY_ERROR.getOrDefault(error, Rejection.UNKNOWN_SERVER_ERROR);
    }

    /** Whether a client may send the same request again and hope. */
    public static boolean isRetriable(Rejection rejection) {
        return error(rejection).exception() instanceof RetriableException;
    }

    private static Map<Rejection, Errors> table() {
        Map<Rejection, Errors> table = new EnumMap<>(Rejection.class);
        for (Rejection rejection : Rejection.values()) {
            table.put(rejection, Errors.valueOf(rejection.name()));
        }
        return table;
    }

    private static Map<Errors, Rejection> inverse() {
        Map<Errors, Rejection> inverse = new EnumMap<>(Errors.class);
        BY_REJECTION.forEach((rejection, error) -> inverse.put(error, rejection));
        return inverse;
    }
}
