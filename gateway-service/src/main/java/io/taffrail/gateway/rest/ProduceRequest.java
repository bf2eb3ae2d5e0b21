package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.LenientBase64;
import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.RecordEnvelope;
import io.taffrail.protocol.records.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a produce request says beside its body: key, partition, time and headers stand in HTTP
 * headers, or in the query for those who type by hand.
 */
public record ProduceRequest(
        byte @Nullable [] key,
        int partition,
        @Nullable Long timestampMs,
        List<RecordHeader> headers) {

    private static final String HEADER_PREFIX = "kafka-header-";

    public static ProduceRequest of(HttpCall call) {
        return new ProduceRequest(key(call), partition(call), timestamp(call), headers(call));
    }

    /** The record of that value, in which nothing else is left to say. */
    public NewRecord record(byte @Nullable [] value, long nowMs) {
        return new NewRecord(
                key, value, headers, partition, timestampMs == null ? nowMs : timestampMs);
    }

    static Acks acks(HttpCall call) {
        String text = call.query("acks");
        if (text == null) {
            return Acks.ALL;
        }
        Acks acks = Acks.parse(text);
        if (acks == null) {
            throw new ProblemException(
                    Problem.badRequest("acks=" + text + " is not known: use all, 1 or 0"));
        }
        return acks;
    }

    private static byte @Nullable [] key(HttpCall call) {
        String base64 = call.header("Kafka-Key-Base64");
        if (base64 != null) {
            byte[] key = LenientBase64.decode(base64);
            if (key == null) {
                throw new ProblemException(
                        Problem.badRequest("Kafka-Key-Base64 is no base64: " + base64));
            }
            return key;
        }
        String text = call.header("Kafka-Key");
        if (text != null) {
            return utf8OfHeader(text);
        }
        String inQuery = call.query("key");
        return inQuery == null ? null : inQuery.getBytes(StandardCharsets.UTF_8);
    }

    private static int partition(HttpCall call) {
        String text = call.header("Kafka-Partition");
        if (text == null) {
            text = call.query("partition");
        }
        if (text == null) {
            return NewRecord.ANY_PARTITION;
        }
        try {
            int partition = Integer.parseInt(text.strip());
            if (partition >= 0) {
                return partition;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new ProblemException(
                Problem.badRequest("partition " + text + " is no number from 0"));
    }

    private static @Nullable Long timestamp(HttpCall call) {
        String text = call.header("Kafka-Timestamp");
        if (text == null) {
            text = call.query("timestamp");
        }
        if (text == null) {
            return null;
        }
        Long timestampMs = RecordEnvelope.parseTimestamp(text.strip());
        if (timestampMs == null || timestampMs < 0) {
            throw new ProblemException(
                    Problem.badRequest(
                            "timestamp "
                                    + text
                                    + " is no time: give ms since 1970, or one such as"
                                    + " 2026-11-20T10:00:00Z"));
        }
        return timestampMs;
    }

    private static List<RecordHeader> headers(HttpCall call) {
        List<RecordHeader> headers = List.of();
        var names = call.request().getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            boolean isRecordHeader =
                    name.length() > HEADER_PREFIX.length()
                            && name.toLowerCase(Locale.ROOT).startsWith(HEADER_PREFIX);
            if (isRecordHeader) {
                headers = headers.isEmpty() ? new ArrayList<>() : headers;
                var values = call.request().getHeaders(name);
                while (values.hasMoreElements()) {
                    headers.add(
                            new RecordHeader(
                                    name.substring(HEADER_PREFIX.length()),
                                    utf8OfHeader(values.nextElement())));
                }
            }
        }
        String contentType = call.request().getContentType();
        if (call.flag("keep_content_type") && contentType != null) {
            headers = headers.isEmpty() ? new ArrayList<>() : headers;
            headers.add(new RecordHeader("content-type", utf8OfHeader(contentType)));
        }
        return headers;
    }

    /** The container reads header bytes as Latin-1; what was sent is mostly UTF-8. */
    private static byte[] utf8OfHeader(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
