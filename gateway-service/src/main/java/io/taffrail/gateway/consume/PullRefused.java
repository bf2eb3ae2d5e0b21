package io.taffrail.gateway.consume;

import io.taffrail.kernel.fault.Rejected;
import org.jspecify.annotations.Nullable;

/** Why a pull consumer cannot do what it is asked for. It has no stack to tell. */
public final class PullRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient @Nullable Rejected rejected;

    /** What kind of refusal it is; a door has a number for each. */
    public enum Reason {
        /** Not possible in the instance's state. */
        STATE,
        /** No such instance on this gateway. */
        UNKNOWN_INSTANCE,
        /** The name is taken. */
        EXISTS,
        /** A bound on instances is reached. */
        TOO_MANY,
        /** A bound on memory or on waiting is reached; it passes. */
        BUSY,
        /** The cluster refused; see {@link #rejected}. */
        CLUSTER
    }

    private PullRefused(Reason reason, String message, @Nullable Rejected rejected) {
        super(message, null, false, false);
        this.reason = reason;
        this.rejected = rejected;
    }

    static PullRefused of(Reason reason, String message) {
        return new PullRefused(reason, message, null);
    }

    static PullRefused by(Rejected rejected) {
        return new PullRefused(Reason.CLUSTER, rejected.message(), rejected);
    }

    public Reason reason() {
        return reason;
    }

    /** The cluster's own words; null unless it was the cluster. */
    public @Nullable Rejected rejected() {
        return rejected;
    }
}
