package io.taffrail.gateway.stream;

import org.jspecify.annotations.Nullable;

/** What a record looks like as a JSON object. */
public enum Shape {
    /** Its place, time, key, value and headers. */
    RECORD,
    /** A CloudEvent and nothing else. */
    EVENT,
    /** Its place with the CloudEvent in it, for frames that a client acknowledges by place. */
    PLACED_EVENT;

    /** Whether a subscriber who names a format wants events; null when the name is not known. */
    public static @Nullable Boolean isCloudEvents(String format) {
        return switch (format) {
            case "cloudevents" -> true;
            case "records" -> false;
            default -> null;
        };
    }

    /** The shape of events on a door of that framing: on a socket each says where it stands. */
    public static Shape ofEvents(Framing framing) {
        return switch (framing) {
            case FRAME, ELEMENT, BATCHES -> PLACED_EVENT;
            case LINE, EVENT -> EVENT;
        };
    }
}
