package io.taffrail.gateway.produce;

import io.taffrail.kernel.fault.Rejection;

/** Which refusals of a batch are worth another attempt, and after how long. */
final class Retries {

    private static final int BACKOFF_MS_MIN = 10;
    private static final int BACKOFF_MS_MAX = 500;

    /** What the answer to one attempt means for the batch. */
    enum Verdict {
        /** Nothing was written, or it can be told from a duplicate: send the same again. */
        RETRY,
        /** The log does not know the producer as it should: start again under a new id. */
        NEW_PRODUCER,
        /** The log already has these records. */
        ALREADY_WRITTEN,
        /** The batch will never be taken. */
        FAIL
    }

    private Retries() {}

    /**
     * @param attempt 1 for the first; a later one may follow an attempt whose outcome is unknown
     */
    static Verdict judge(Rejection reason, int attempt) {
        return switch (reason) {
            case NOT_LEADER_OR_FOLLOWER,
                    LEADER_NOT_AVAILABLE,
                    FENCED_LEADER_EPOCH,
                    UNKNOWN_LEADER_EPOCH,
                    NETWORK_EXCEPTION,
                    REQUEST_TIMED_OUT,
                    BROKER_NOT_AVAILABLE,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    UNKNOWN_TOPIC_ID,
                    NOT_ENOUGH_REPLICAS,
                    NOT_ENOUGH_REPLICAS_AFTER_APPEND ->
                    Verdict.RETRY;
            case OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID, INVALID_PRODUCER_EPOCH ->
                    attempt == 1 ? Verdict.NEW_PRODUCER : Verdict.FAIL;
            case DUPLICATE_SEQUENCE_NUMBER -> Verdict.ALREADY_WRITTEN;
            // Kafka's list grows and most of it is final; what is worth a retry is named above.
            default -> Verdict.FAIL;
        };
    }

    static int backoffMs(int attempt) {
        return Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN << Math.min(attempt, 10));
    }
}
