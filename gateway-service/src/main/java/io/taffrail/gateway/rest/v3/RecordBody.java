package io.taffrail.gateway.rest.v3;

import io.taffrail.gateway.json.JsonArray;
import io.taffrail.gateway.json.JsonObject;
import io.taffrail.gateway.json.LenientBase64;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.RecordEnvelope;
import io.taffrail.protocol.records.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A record as version 3 is sent it: {@code {"partition_id","headers":[{"name","value"}],
 * "key":{"type","data"},"value":{"type","data"},"timestamp"}}, where null is the same as nothing.
 *
 * @param keyType the name of the key's format, or null without a key
 * @param valueType the same of the value
 */
record RecordBody(NewRecord record, @Nullable String keyType, @Nullable String valueType) {

    /** A record that cannot be read; the message says which member. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /** A key or a value: {@code data} in the format that {@code type} names. */
    private record Data(String type, byte @Nullable [] bytes) {}

    /**
     * @param object one JSON object, as {@link JsonObject#isObject} says
     */
    static RecordBody read(byte[] object, int from, int to, long nowMs) throws Malformed {
        Data key = null;
        Data value = null;
        List<RecordHeader> headers = List.of();
        int partition = NewRecord.ANY_PARTITION;
        long timestampMs = nowMs;
        var members = new JsonObject(object, from, to);
        while (members.next()) {
            if (members.isNull()) {
                continue;
            }
            switch (members.name()) {
                case "key" -> key = data(members);
                case "value" -> value = data(members);
                case "headers" -> headers = headers(members, object);
                case "partition_id" -> partition = partition(members);
                case "timestamp" -> timestampMs = timestamp(members);
                default -> {}
            }
        }
        return new RecordBody(
                new NewRecord(
                        key == null ? null : key.bytes(),
                        value == null ? null : value.bytes(),
                        headers,
                        partition,
                        timestampMs),
                key == null ? null : key.type(),
                value == null ? null : value.type());
    }

    private static Data data(JsonObject member) throws Malformed {
        String name = member.name();
        if (!member.isObject()) {
            throw new Malformed(name + " is no object: write {\"type\":\"STRING\",\"data\":..}");
        }
        String type = null;
        JsonObject data = null;
        JsonObject members = member.object();
        while (members.next()) {
            if (members.name().equals("data")) {
                data = members.member();
            } else if (members.name().equals("type") && !members.isNull()) {
                type = members.text().toUpperCase(Locale.ROOT);
            }
        }
        if (type == null) {
            throw new Malformed(
                    name
                            + " has no type: use BINARY, JSON or STRING (without one it would need a"
                            + " schema registry, which this gateway does not have)");
        }
        return new Data(type, data == null || data.isNull() ? null : bytes(name, type, data));
    }

    private static byte[] bytes(String name, String type, JsonObject data) throws Malformed {
        switch (type) {
            case "JSON" -> {
                return data.raw();
            }
            case "STRING" -> {
                if (!data.isString()) {
                    throw new Malformed(
                            "data of " + name + " is " + data.text() + ": STRING is a string");
                }
                return data.text().getBytes(StandardCharsets.UTF_8);
            }
            case "BINARY" -> {
                byte[] bytes = data.isString() ? LenientBase64.decode(data.text()) : null;
                if (bytes == null) {
                    throw new Malformed("data of " + name + " is no string of base64");
                }
                return bytes;
            }
            default ->
                    throw new Malformed(
                            "type "
                                    + type
                                    + " of "
                                    + name
                                    + " is not known: use BINARY, JSON or STRING (AVRO, JSONSCHEMA"
                                    + " and PROTOBUF need a schema registry, which this gateway"
                                    + " does not have)");
        }
    }

    private static List<RecordHeader> headers(JsonObject member, byte[] bytes) throws Malformed {
        List<RecordHeader> headers = new ArrayList<>();
        JsonArray each = member.isArray() ? member.array() : null;
        while (each != null && each.next()) {
            String name = null;
            byte[] value = null;
            if (each.isObject()) {
                var members = new JsonObject(bytes, each.start(), each.end());
                while (members.next()) {
                    if (members.name().equals("name") && members.isString()) {
                        name = members.text();
                    } else if (members.name().equals("value") && !members.isNull()) {
                        value = bytes("a header", "BINARY", members.member());
                    }
                }
            }
            if (name == null) {
                throw new Malformed(
                        "headers has "
                                + each.text()
                                + ": write {\"name\":\"n\",\"value\":\"base64\"}");
            }
            headers.add(new RecordHeader(name, value));
        }
        if (each == null) {
            throw new Malformed(
                    "headers is no list: write [{\"name\":\"n\",\"value\":\"base64\"}]");
        }
        return headers;
    }

    private static int partition(JsonObject member) throws Malformed {
        Long number = member.isString() ? null : member.integer();
        if (number == null || number < 0 || number > Integer.MAX_VALUE) {
            throw new Malformed("partition_id is " + member.text() + ": give a number from 0");
        }
        return number.intValue();
    }

    private static long timestamp(JsonObject member) throws Malformed {
        Long timestampMs = RecordEnvelope.parseTimestamp(member.text());
        if (timestampMs == null || timestampMs < 0) {
            throw new Malformed(
                    "timestamp is " + member.text() + ": give one such as 2026-11-20T10:00:00Z");
        }
        return timestampMs;
    }
}
