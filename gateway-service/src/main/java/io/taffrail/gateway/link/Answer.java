package io.taffrail.gateway.link;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.function.Function;

/** What another node said: a value, or a refusal. A future of one never fails by exception. */
public sealed interface Answer<T> {

    /** The request was carried out. */
    record Given<T>(T value) implements Answer<T> {}

    /** The request was refused, or its outcome could not be learned. */
    record Refused<T>(Rejected rejected) implements Answer<T> {}

    static <T> Answer<T> of(T value) {
        return new Given<>(value);
    }

    static <T> Answer<T> refused(Rejected rejected) {
        return new Refused<>(rejected);
    }

    static <T> Answer<T> refused(Rejection reason, String message) {
        return new Refused<>(new Rejected(reason, message));
    }

    default <R> Answer<R> map(Function<T, R> change) {
        return switch (this) {
            case Given<T> given -> new Given<>(change.apply(given.value()));
            case Refused<T> refused -> new Refused<>(refused.rejected());
        };
    }
}
