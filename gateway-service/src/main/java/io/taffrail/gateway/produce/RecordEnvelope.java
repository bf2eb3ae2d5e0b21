package io.taffrail.gateway.produce;

import io.taffrail.gateway.json.DataFormat;
import io.taffrail.gateway.json.JsonObject;
import io.taffrail.gateway.json.LenientBase64;
import io.taffrail.protocol.records.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one record written as {@code {"key","value","headers","partition","timestamp"}}. A string
 * is stored as its text, {@code {"base64":".."}} as its bytes, null as no value, and all else as
 * the JSON that was written, digit by digit; {@code key_format} and {@code value_format} say
 * otherwise. Unknown members are passed over.
 */
public final class RecordEnvelope {

    private RecordEnvelope() {}

    /** An envelope that cannot be read; the message says which member, and what it should be. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param nowMs the timestamp of a record that brings none
     */
    public static NewRecord parse(byte[] bytes, int from, int to, long nowMs) throws Malformed {
        if (!JsonObject.isObject(bytes, from, to)) {
            throw new Malformed(
                    "the record is no JSON object: write {\"key\":..,\"value\":..}, or send values"
                            + " alone with mode=value");
        }
        DataFormat keyFormat = DataFormat.AUTO;
        DataFormat valueFormat = DataFormat.AUTO;
        var formats = new JsonObject(bytes, from, to);
        while (formats.next()) {
            switch (formats.name()) {
                case "key_format" -> keyFormat = format(formats);
                case "value_format" -> valueFormat = format(formats);
                default -> {}
            }
        }
        return read(new JsonObject(bytes, from, to), keyFormat, valueFormat, nowMs);
    }

    /** Reads the members of an object whose formats are known. */
    public static NewRecord read(
            JsonObject members, DataFormat keyFormat, DataFormat valueFormat, long nowMs)
            throws Malformed {
        byte[] key = null;
        byte[] value = null;
        List<RecordHeader> headers = List.of();
        int partition = NewRecord.ANY_PARTITION;
        long timestampMs = nowMs;
        while (members.next()) {
            switch (members.name()) {
                case "key" -> key = bytes(members, keyFormat);
                case "value" -> value = bytes(members, valueFormat);
                case "headers" -> headers = headers(members);
                case "partition" -> partition = partition(members);
                case "timestamp" -> timestampMs = members.isNull() ? nowMs : timestamp(members);
                default -> {}
            }
        }
        return new NewRecord(key, value, headers, partition, timestampMs);
    }

    static byte @Nullable [] bytes(JsonObject member, DataFormat format) throws Malformed {
        if (member.isNull()) {
            return null;
        }
        return switch (format) {
            case JSON -> member.raw();
            case STRING -> member.text().getBytes(StandardCharsets.UTF_8);
            case BASE64, PLAIN_BASE64 -> base64(member.name(), member.text());
            case AUTO -> {
                if (member.isString()) {
                    yield member.text().getBytes(StandardCharsets.UTF_8);
                }
                String encoded = member.isObject() ? onlyBase64Member(member.object()) : null;
                yield encoded == null ? member.raw() : base64(member.name(), encoded);
            }
        };
    }

    private static @Nullable String onlyBase64Member(JsonObject object) {
        if (!object.next() || !object.name().equals("base64") || !object.isString()) {
            return null;
        }
        String encoded = object.text();
        return object.next() ? null : encoded;
    }

    private static byte[] base64(String member, String text) throws Malformed {
        byte[] decoded = LenientBase64.decode(text);
        if (decoded == null) {
            throw new Malformed(
                    "\"" + member + "\" is no base64: use A-Z a-z 0-9 + / (or - _), = is optional");
        }
        return decoded;
    }

    private static List<RecordHeader> headers(JsonObject member) throws Malformed {
        if (member.isNull()) {
            return List.of();
        }
        if (!member.isObject()) {
            throw new Malformed("\"headers\" is no object: write {\"name\":\"value\"}");
        }
        List<RecordHeader> headers = new ArrayList<>();
        JsonObject each = member.object();
        while (each.next()) {
            headers.add(new RecordHeader(each.name(), bytes(each, DataFormat.AUTO)));
        }
        return headers;
    }

    private static int partition(JsonObject member) throws Malformed {
        if (member.isNull()) {
            return NewRecord.ANY_PARTITION;
        }
        Long number = member.integer();
        if (number == null || number < 0 || number > Integer.MAX_VALUE) {
            throw new Malformed(
                    "\"partition\" is "
                            + member.text()
                            + ": give a number from 0, or leave it out");
        }
        return number.intValue();
    }

    private static long timestamp(JsonObject member) throws Malformed {
        Long timestampMs = parseTimestamp(member.text());
        if (timestampMs == null) {
            throw new Malformed(
                    "\"timestamp\" is "
                            + member.text()
                            + ": give milliseconds since 1970, or a time such as"
                            + " 2026-11-20T10:00:00Z");
        }
        return timestampMs;
    }

    private static DataFormat format(JsonObject member) throws Malformed {
        DataFormat format = DataFormat.parse(member.text());
        if (format == null) {
            throw new Malformed(
                    "\""
                            + member.name()
                            + "\" is "
                            + member.text()
                            + ": use auto, json, string or base64");
        }
        return format;
    }

    /** Milliseconds since 1970, from their number or from an ISO time; null when it is neither. */
    public static @Nullable Long parseTimestamp(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notANumber) {
            try {
                return Instant.parse(text).toEpochMilli();
            } catch (DateTimeParseException | ArithmeticException notATime) {
                return null;
            }
        }
    }
}
