package io.taffrail.gateway.rest;

import io.taffrail.gateway.cloudevents.BadEvent;
import io.taffrail.gateway.cloudevents.BinaryEvent;
import io.taffrail.gateway.cloudevents.ReceivedEvent;
import io.taffrail.gateway.cloudevents.StructuredEvent;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.protocol.records.RecordHeader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents in a produce request, in each of the three modes of their HTTP binding. What stands
 * in {@code Kafka-} headers holds for events too, and wins.
 */
final class EventRequest {

    private static final String ANY_FORMAT = "application/cloudevents";

    private EventRequest() {}

    static boolean isBatch(HttpCall call) {
        return call.mediaType().equals(StructuredEvent.BATCH_MEDIA_TYPE);
    }

    /** Whether the request is one event: by its type, or because its headers have attributes. */
    static boolean isEvent(HttpCall call) {
        if (call.mediaType().startsWith(ANY_FORMAT)) {
            return true;
        }
        for (String name : Collections.list(call.request().getHeaderNames())) {
            if (isAttribute(name)) {
                return true;
            }
        }
        return false;
    }

    static NewRecord event(HttpCall call, byte[] body, long nowMs) {
        String contentType = call.request().getContentType();
        try {
            if (contentType == null || !call.mediaType().startsWith(ANY_FORMAT)) {
                return record(call, binary(call, contentType, body), nowMs);
            }
            requireJson(call);
            return record(call, StructuredEvent.read(body, contentType), nowMs);
        } catch (BadEvent e) {
            throw bad(e);
        }
    }

    /** All events of a batch; one that is bad fails the request before any is written. */
    static List<NewRecord> batch(HttpCall call, byte[] body, long nowMs) {
        List<NewRecord> records = new ArrayList<>();
        try {
            for (ReceivedEvent event : StructuredEvent.readBatch(body)) {
                records.add(record(call, event, nowMs));
            }
        } catch (BadEvent e) {
            throw bad(e);
        }
        return records;
    }

    private static ReceivedEvent binary(HttpCall call, @Nullable String contentType, byte[] body)
            throws BadEvent {
        List<Map.Entry<String, String>> attributes = new ArrayList<>();
        for (String name : Collections.list(call.request().getHeaderNames())) {
            if (isAttribute(name)) {
                String attribute =
                        name.substring(BinaryEvent.HTTP_PREFIX.length()).toLowerCase(Locale.ROOT);
                for (String value : Collections.list(call.request().getHeaders(name))) {
                    attributes.add(Map.entry(attribute, value));
                }
            }
        }
        boolean hasData = body.length > 0 || contentType != null;
        return BinaryEvent.read(attributes, contentType, hasData ? body : null);
    }

    private static NewRecord record(HttpCall call, ReceivedEvent event, long nowMs) {
        ProduceRequest asked = ProduceRequest.of(call);
        List<RecordHeader> headers = new ArrayList<>(event.headers());
        for (RecordHeader header : asked.headers()) {
            // The event's own content-type is what tells its readers that it is one.
            if (!header.key().equals("content-type")) {
                headers.add(header);
            }
        }
        byte[] key = asked.key();
        String attribute = call.query("key_from");
        if (key == null && attribute != null) {
            key = event.keyFrom(attribute);
        }
        return new ProduceRequest(key, asked.partition(), asked.timestampMs(), headers)
                .record(event.value(), nowMs);
    }

    private static void requireJson(HttpCall call) {
        if (!call.mediaType().equals(StructuredEvent.MEDIA_TYPE)) {
            throw new ProblemException(
                    Problem.unsupportedMediaType(
                            call.mediaType()
                                    + " is no event format that is known here: use "
                                    + StructuredEvent.MEDIA_TYPE
                                    + ", "
                                    + StructuredEvent.BATCH_MEDIA_TYPE
                                    + ", or binary mode with ce- headers"));
        }
    }

    private static boolean isAttribute(String header) {
        return header.regionMatches(
                true, 0, BinaryEvent.HTTP_PREFIX, 0, BinaryEvent.HTTP_PREFIX.length());
    }

    private static ProblemException bad(BadEvent e) {
        return new ProblemException(
                new Problem(
                        400,
                        40003,
                        "bad-cloudevent",
                        "No CloudEvent",
                        String.valueOf(e.getMessage()),
                        false));
    }
}
