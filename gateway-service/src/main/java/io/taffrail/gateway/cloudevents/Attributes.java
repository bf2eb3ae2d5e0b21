package io.taffrail.gateway.cloudevents;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The attributes of one event while it is read, each checked as it comes (CloudEvents 1.0.2,
 * section 3): a log keeps what it took, so an event that its readers would refuse is refused here.
 */
final class Attributes {

    static final String DATA_CONTENT_TYPE = "datacontenttype";

    private static final String[] REQUIRED = {"specversion", "id", "source", "type"};

    /** A type and a subtype of RFC 2045's tokens, and whatever parameters. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[\\w!#$&^.+*'`|~%-]+/[\\w!#$&^.+*'`|~%-]+\\s*(;.*)?");

    private final Map<String, String> values = new LinkedHashMap<>();

    /** Whether a name is made of the letters and digits that section 3.1 allows. */
    static boolean isName(String name) {
        boolean isName = !name.isEmpty();
        for (int i = 0; i < name.length() && isName; i++) {
            char c = name.charAt(i);
            isName = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        return isName;
    }

    void put(String name, String value) throws BadEvent {
        if (!isName(name) || name.equals("data")) {
            throw new BadEvent(
                    "\"" + name + "\" is no name of an attribute: use a to z and 0 to 9 only");
        }
        if (values.containsKey(name)) {
            throw new BadEvent(name + " is given twice: give it once");
        }
        check(name, value);
        values.put(name, value);
    }

    /** All of them, in the order in which they came. */
    Map<String, String> complete() throws BadEvent {
        for (String name : REQUIRED) {
            if (!values.containsKey(name)) {
                throw new BadEvent(
                        name + " is missing: an event has specversion, id, source and type");
            }
        }
        return Collections.unmodifiableMap(values);
    }

    private static void check(String name, String value) throws BadEvent {
        requireText(name, value);
        switch (name) {
            case "specversion" -> {
                if (!value.equals("1.0")) {
                    throw new BadEvent("specversion is " + value + ": only 1.0 is known");
                }
            }
            case "id", "type", "subject" -> requireSome(name, value);
            case "source" -> {
                requireSome(name, value);
                uri(name, value);
            }
            case "dataschema" -> {
                requireSome(name, value);
                if (!uri(name, value).isAbsolute()) {
                    throw new BadEvent("dataschema " + value + " has no scheme: give a whole URI");
                }
            }
            case "time" -> requireTime(value);
            case DATA_CONTENT_TYPE -> {
                if (!MEDIA_TYPE.matcher(value).matches()) {
                    throw new BadEvent(
                            "datacontenttype "
                                    + value
                                    + " is no media type: write one such as application/json");
                }
            }
            default -> {
                // An extension means what its writers agreed on.
            }
        }
    }

    private static void requireSome(String name, String value) throws BadEvent {
        if (value.isEmpty()) {
            throw new BadEvent(name + " is empty: give it a value");
        }
    }

    private static void requireText(String name, String value) throws BadEvent {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new BadEvent(
                        "%s has the control character U+%04X at %d: leave it out"
                                .formatted(name, (int) value.charAt(i), i));
            }
        }
    }

    private static URI uri(String name, String value) throws BadEvent {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw new BadEvent(
                    name + " " + value + " is no URI reference: " + e.getReason() + ", escape it");
        }
    }

    private static void requireTime(String value) throws BadEvent {
        try {
            OffsetDateTime.parse(value);
        } catch (DateTimeParseException e) {
            throw new BadEvent(
                    "time "
                            + value
                            + " is no time of RFC 3339: write one such as 2026-11-20T10:00:00Z");
        }
    }
}
