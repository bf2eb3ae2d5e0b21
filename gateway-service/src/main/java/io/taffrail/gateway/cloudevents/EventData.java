package io.taffrail.gateway.cloudevents;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.json.JsonScanner;
import io.taffrail.gateway.json.Utf8;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event's data as the JSON format writes it (section 3.1): JSON as itself, text as a string, and
 * whatever is neither by its type or by its bytes as base64, from which the reader gets exactly the
 * bytes.
 */
final class EventData {

    private enum Form {
        JSON,
        TEXT,
        BYTES
    }

    private EventData() {}

    /**
     * Appends {@code datacontenttype} and {@code data} or {@code data_base64}, each after a comma.
     *
     * @param value null for an event without data
     * @param isTypeFound whether a missing type may be told from the bytes; an event that came
     *     without one stays without
     */
    static void append(
            JsonBytes out,
            @Nullable String contentType,
            byte @Nullable [] value,
            boolean isTypeFound) {
        Form form = value == null ? Form.BYTES : form(contentType, value, isTypeFound);
        String type = contentType;
        if (type == null && value != null && isTypeFound) {
            type =
                    switch (form) {
                        case JSON -> "application/json";
                        case TEXT -> "text/plain; charset=utf-8";
                        case BYTES -> "application/octet-stream";
                    };
        }
        if (type != null) {
            out.ascii(",\"datacontenttype\":").string(type);
        }
        if (value == null) {
            return;
        }
        switch (form) {
            case JSON -> out.ascii(",\"data\":").jsonOnOneLine(value, 0, value.length);
            case TEXT -> out.ascii(",\"data\":").string(value, 0, value.length);
            case BYTES ->
                    out.ascii(",\"data_base64\":\"").base64(value, 0, value.length).raw((byte) '"');
        }
    }

    private static Form form(@Nullable String contentType, byte[] value, boolean isTypeFound) {
        String mediaType = contentType == null ? "" : mediaType(contentType);
        boolean mayBeJson = contentType == null || isJson(mediaType);
        if (mayBeJson && JsonScanner.isJson(value, 0, value.length)) {
            return Form.JSON;
        }
        // Without a type, a reader takes data for JSON: text is told only along with its type.
        boolean mayBeText = contentType == null ? isTypeFound : isText(mediaType);
        return mayBeText && Utf8.isValid(value, 0, value.length) ? Form.TEXT : Form.BYTES;
    }

    private static boolean isJson(String mediaType) {
        return mediaType.endsWith("/json") || mediaType.endsWith("+json");
    }

    private static boolean isText(String mediaType) {
        return mediaType.startsWith("text/")
                || mediaType.endsWith("/xml")
                || mediaType.endsWith("+xml")
                || mediaType.endsWith("/x-www-form-urlencoded");
    }

    static String mediaType(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
