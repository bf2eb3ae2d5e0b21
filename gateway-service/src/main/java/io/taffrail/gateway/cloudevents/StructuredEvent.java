package io.taffrail.gateway.cloudevents;

import io.taffrail.gateway.json.JsonArray;
import io.taffrail.gateway.json.JsonObject;
import io.taffrail.gateway.json.JsonScanner;
import io.taffrail.gateway.json.LenientBase64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An event that is one JSON document, attributes and data together (JSON format 1.0.2). It is
 * stored as it came, byte by byte, after a look at whether it is one.
 */
public final class StructuredEvent {

    public static final String MEDIA_TYPE = "application/cloudevents+json";
    public static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

    private StructuredEvent() {}

    public static ReceivedEvent read(byte[] body, String contentType) throws BadEvent {
        return read(body, 0, body.length, contentType);
    }

    /** Whether stored bytes, which anybody may have written, are an event. */
    static boolean isEvent(byte[] value) {
        try {
            return JsonObject.isObject(value, 0, value.length)
                    && !attributes(new JsonObject(value, 0, value.length)).isEmpty();
        } catch (BadEvent e) {
            return false;
        }
    }

    /** The events of a batch, which may have none; refuses all when one of them is bad. */
    public static List<ReceivedEvent> readBatch(byte[] body) throws BadEvent {
        int start = JsonScanner.skipSpace(body, 0, body.length);
        boolean isArray =
                start < body.length
                        && body[start] == '['
                        && JsonScanner.isJson(body, start, body.length);
        if (!isArray) {
            throw new BadEvent("a batch is a JSON array of events, and the body is none");
        }
        List<ReceivedEvent> events = new ArrayList<>();
        var elements = new JsonArray(body, start, body.length);
        while (elements.next()) {
            try {
                // What the Kafka binding stores is single events, so each gets their media type.
                events.add(
                        read(
                                body,
                                elements.start(),
                                elements.end(),
                                MEDIA_TYPE + "; charset=UTF-8"));
            } catch (BadEvent e) {
                throw e.ofEvent(events.size());
            }
        }
        return events;
    }

    private static ReceivedEvent read(byte[] bytes, int from, int to, String contentType)
            throws BadEvent {
        if (!JsonObject.isObject(bytes, from, to)) {
            throw new BadEvent("an event is a JSON object, and this is none");
        }
        Map<String, String> attributes = attributes(new JsonObject(bytes, from, to));
        return new ReceivedEvent(
                attributes,
                Arrays.copyOfRange(bytes, from, to),
                List.of(ReceivedEvent.header(BinaryEvent.CONTENT_TYPE, contentType)));
    }

    private static Map<String, String> attributes(JsonObject members) throws BadEvent {
        var attributes = new Attributes();
        String data = null;
        while (members.next()) {
            boolean isData = members.name().equals("data") || members.name().equals("data_base64");
            if (isData) {
                if (data != null) {
                    throw new BadEvent(
                            members.name() + " stands beside " + data + ": give one of them");
                }
                data = members.name();
                requireBase64(members);
            } else if (!members.isNull()) {
                // A null is as good as nothing (section 2.2).
                attributes.put(members.name(), value(members));
            }
        }
        return attributes.complete();
    }

    private static void requireBase64(JsonObject member) throws BadEvent {
        boolean isBase64 = member.name().equals("data_base64");
        if (isBase64 && (!member.isString() || LenientBase64.decode(member.text()) == null)) {
            throw new BadEvent("data_base64 is no string of base64");
        }
    }

    /** An attribute's canonical text: strings, booleans and whole numbers of 32 bits have one. */
    private static String value(JsonObject member) throws BadEvent {
        String text = member.text();
        boolean isCore =
                switch (member.name()) {
                    case "specversion",
                            "id",
                            "source",
                            "type",
                            "subject",
                            "time",
                            "dataschema",
                            Attributes.DATA_CONTENT_TYPE ->
                            true;
                    default -> false;
                };
        boolean isPlain = text.equals("true") || text.equals("false") || isInteger(text);
        if (member.isString() || (isPlain && !isCore)) {
            return text;
        }
        throw new BadEvent(
                member.name()
                        + " is "
                        + text
                        + (isCore
                                ? ": write it as a string"
                                : ": an extension is a string, a boolean or a whole number of 32"
                                        + " bits"));
    }

    private static boolean isInteger(String text) {
        try {
            return Integer.toString(Integer.parseInt(text)).equals(text);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
