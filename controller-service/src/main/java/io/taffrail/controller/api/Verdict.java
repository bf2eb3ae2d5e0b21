package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.errors.ErrorTable;
import org.jspecify.annotations.Nullable;

/**
 * An outcome as responses spell it.
 *
 * @param code 0 for success
 * @param message null for success
 */
record Verdict(short code, @Nullable String message) {

    static final Verdict OK = new Verdict((short) 0, null);

    static Verdict of(CommandReply reply) {
        return reply instanceof Refused refused ? of(refused.rejected()) : OK;
    }

    static Verdict of(Rejected rejected) {
        return new Verdict(ErrorTable.code(rejected.reason()), rejected.message());
    }

    static Verdict of(Rejection reason, String message) {
        return of(new Rejected(reason, message));
    }
}
