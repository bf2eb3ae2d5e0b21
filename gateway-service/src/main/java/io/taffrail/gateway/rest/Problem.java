package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.errors.ErrorTable;

/**
 * A failed request as RFC 9457 describes it, with the members that clients of Kafka's REST proxies
 * look for. The same numbers stand in WebSocket error frames.
 *
 * @param errorCode the proxies' code: the status, followed by two digits where it needs them
 * @param kind names the problem's type in its URL
 * @param retryable whether the same request may succeed later
 */
public record Problem(
        int status, int errorCode, String kind, String title, String detail, boolean retryable) {

    /** Of version 2, and of our own paths. */
    public static final int UNKNOWN_TOPIC = 40401;

    public static final int UNKNOWN_PARTITION = 40402;

    /** Version 3 has one code for both. */
    public static final int UNKNOWN_TOPIC_PARTITION = 40403;

    public static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPE_BASE = "https://taffrail.io/problems/";

    public static Problem badRequest(String detail) {
        return new Problem(400, 400, "bad-request", "Bad request", detail, false);
    }

    public static Problem notFound(String detail) {
        return new Problem(404, 404, "not-found", "Not found", detail, false);
    }

    public static Problem unsupportedMediaType(String detail) {
        return new Problem(
                415, 415, "unsupported-media-type", "Unsupported media type", detail, false);
    }

    public static Problem tooLarge(String detail) {
        return new Problem(413, 413, "too-large", "Too large", detail, false);
    }

    public static Problem unprocessable(String detail) {
        return new Problem(422, 422, "unprocessable", "Unprocessable", detail, false);
    }

    public static Problem overloaded(String detail) {
        return new Problem(503, 503, "overloaded", "Overloaded", detail, true);
    }

    public static Problem of(Rejected rejected) {
        String detail = rejected.message();
        return switch (rejected.reason()) {
            case UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID ->
                    new Problem(
                            404, UNKNOWN_TOPIC, "unknown-topic", "Topic not found", detail, false);
            case TOPIC_ALREADY_EXISTS ->
                    new Problem(400, 40002, "topic-exists", "Topic already exists", detail, false);
            case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> tooLarge(detail);
            case THROTTLING_QUOTA_EXCEEDED -> overloaded(detail);
            case INVALID_RECORD, INVALID_TIMESTAMP, OFFSET_METADATA_TOO_LARGE ->
                    unprocessable(detail);
            case OFFSET_OUT_OF_RANGE ->
                    new Problem(
                            416,
                            41601,
                            "offset-out-of-range",
                            "Offset out of range",
                            detail,
                            false);
            case INVALID_TOPIC_EXCEPTION,
                    INVALID_PARTITIONS,
                    INVALID_REPLICATION_FACTOR,
                    INVALID_REPLICA_ASSIGNMENT,
                    INVALID_CONFIG,
                    INVALID_GROUP_ID,
                    INVALID_REQUEST,
                    INVALID_REQUIRED_ACKS,
                    POLICY_VIOLATION ->
                    new Problem(400, 40002, "invalid-request", "Invalid request", detail, false);
            case TOPIC_AUTHORIZATION_FAILED, CLUSTER_AUTHORIZATION_FAILED ->
                    new Problem(403, 40301, "forbidden", "Forbidden", detail, false);
            case VOTER_NOT_FOUND ->
                    new Problem(
                            404, 404, "unknown-controller", "Controller not found", detail, false);
            case BROKER_ID_NOT_REGISTERED ->
                    new Problem(404, 404, "unknown-broker", "Broker not found", detail, false);
            case GROUP_ID_NOT_FOUND ->
                    new Problem(404, 404, "unknown-group", "Group not found", detail, false);
            case NO_REASSIGNMENT_IN_PROGRESS ->
                    new Problem(404, 404, "no-reassignment", "No reassignment", detail, false);
            case ELECTION_NOT_NEEDED,
                    PREFERRED_LEADER_NOT_AVAILABLE,
                    ELIGIBLE_LEADERS_NOT_AVAILABLE,
                    REASSIGNMENT_IN_PROGRESS,
                    DUPLICATE_VOTER,
                    NON_EMPTY_GROUP,
                    GROUP_SUBSCRIBED_TO_TOPIC,
                    UNSUPPORTED_VERSION ->
                    new Problem(409, 409, "conflict", "Not in this state", detail, false);
            case REQUEST_TIMED_OUT -> new Problem(504, 504, "timed-out", "Timed out", detail, true);
            case LEADER_NOT_AVAILABLE,
                    NOT_LEADER_OR_FOLLOWER,
                    BROKER_NOT_AVAILABLE,
                    NETWORK_EXCEPTION,
                    NOT_ENOUGH_REPLICAS,
                    NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                    NOT_CONTROLLER,
                    NOT_COORDINATOR,
                    COORDINATOR_NOT_AVAILABLE,
                    COORDINATOR_LOAD_IN_PROGRESS,
                    KAFKA_STORAGE_ERROR ->
                    new Problem(503, 50302, "unavailable", "Not available", detail, true);
            // The rest of Kafka's list is what a node says to a node; here it is the server's
            // fault.
            default -> internal(rejected);
        };
    }

    private static Problem internal(Rejected rejected) {
        Rejection reason = rejected.reason();
        boolean retryable = ErrorTable.isRetriable(reason);
        return new Problem(
                500,
                retryable ? 50003 : 50002,
                "kafka-error",
                "Kafka error",
                reason + ": " + rejected.message(),
                retryable);
    }

    /** The whole object; {@code instance} is the path that was asked for. */
    public byte[] toJson(String instance) {
        var out = new JsonBytes(256);
        out.ascii("{\"type\":\"").ascii(TYPE_BASE).ascii(kind).ascii("\",\"title\":");
        out.string(title).ascii(",\"status\":").number(status).ascii(",\"detail\":");
        out.string(detail).ascii(",\"instance\":").string(instance).ascii(",");
        appendCodes(out);
        return out.raw((byte) '}').toByteArray();
    }

    /** The short form that stands beside a record in a batch's results. */
    public void appendError(JsonBytes out) {
        out.raw((byte) '{');
        appendCodes(out);
        out.raw((byte) '}');
    }

    private void appendCodes(JsonBytes out) {
        out.ascii("\"error_code\":").number(errorCode).ascii(",\"message\":").string(detail);
        out.ascii(",\"retryable\":").ascii(retryable ? "true" : "false");
    }
}
