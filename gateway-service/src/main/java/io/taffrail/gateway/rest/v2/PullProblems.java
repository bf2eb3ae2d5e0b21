package io.taffrail.gateway.rest.v2;

import io.taffrail.gateway.consume.PullRefused;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.kernel.fault.Rejected;

/** The numbers that version 2 of the REST proxies has for what consumers are refused. */
final class PullProblems {

    private PullProblems() {}

    static Problem of(PullRefused refused) {
        String detail = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case STATE -> state(detail);
            case UNKNOWN_INSTANCE ->
                    new Problem(
                            404, 40403, "unknown-consumer", "Consumer not found", detail, false);
            case EXISTS ->
                    new Problem(409, 40902, "consumer-exists", "Consumer exists", detail, false);
            case TOO_MANY ->
                    new Problem(429, 42901, "too-many-consumers", "Too many", detail, true);
            case BUSY -> Problem.overloaded(detail);
            case CLUSTER -> {
                Rejected rejected = refused.rejected();
                yield rejected == null ? Problem.overloaded(detail) : of(rejected);
            }
        };
    }

    static Problem state(String detail) {
        return new Problem(409, 40903, "illegal-state", "Illegal state", detail, false);
    }

    static Problem of(Rejected rejected) {
        return switch (rejected.reason()) {
            case LEADER_NOT_AVAILABLE ->
                    new Problem(404, 40404, "no-leader", "No leader", rejected.message(), true);
            case ILLEGAL_GENERATION,
                    UNKNOWN_MEMBER_ID,
                    FENCED_MEMBER_EPOCH,
                    STALE_MEMBER_EPOCH,
                    INCONSISTENT_GROUP_PROTOCOL,
                    GROUP_MAX_SIZE_REACHED,
                    REBALANCE_IN_PROGRESS ->
                    state(rejected.message());
            default -> Problem.of(rejected);
        };
    }
}
