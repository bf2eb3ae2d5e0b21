package io.taffrail.gateway.stream;

import io.taffrail.gateway.cloudevents.EventJson;
import io.taffrail.gateway.json.DataFormat;
import io.taffrail.gateway.json.IsoTime;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.json.JsonScanner;
import io.taffrail.gateway.json.Utf8;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON. A record that is not what the reader asked for is delivered all the same,
 * as base64 with a {@code decode_error}: one bad record must not block those behind it.
 */
public final class RecordEncoder {

    private static final byte[] TYPE = ascii("\"type\":\"record\",");
    private static final byte[] TOPIC = ascii("\"topic\":");
    private static final byte[] PARTITION = ascii(",\"partition\":");
    private static final byte[] OFFSET = ascii(",\"offset\":");
    private static final byte[] TIMESTAMP = ascii(",\"timestamp\":");
    private static final byte[] KEY = ascii(",\"key\":");
    private static final byte[] VALUE = ascii(",\"value\":");
    private static final byte[] HEADERS = ascii(",\"headers\":{");
    private static final byte[] EVENT = ascii("event: record\ndata: ");
    private static final byte[] CLOUD_EVENT = ascii(",\"event\":");
    private static final byte[] BASE64 = ascii("{\"base64\":\"");
    private static final byte[] NULL = ascii("null");
    private static final byte[] NO_BYTES = {};

    private final Encoding encoding;
    private final JsonBytes out;
    private final IsoTime time = new IsoTime();
    private final byte[] prefix;
    private final EventJson events;
    private @Nullable String decodeError;

    RecordEncoder(Encoding encoding, String topic, int partition, JsonBytes out) {
        this.encoding = encoding;
        this.out = out;
        var fixed = new JsonBytes(64);
        fixed.raw((byte) '{');
        if (encoding.framing() == Framing.FRAME) {
            fixed.raw(TYPE);
        }
        fixed.raw(TOPIC).string(topic).raw(PARTITION).number(partition).raw(OFFSET);
        this.prefix = fixed.toByteArray();
        this.events = new EventJson(topic, partition);
    }

    /** Writes the reader's present record with what its framing puts around it. */
    void encode(BatchReader record) throws CorruptBatchException {
        switch (encoding.framing()) {
            case ELEMENT -> {
                object(record);
                out.raw((byte) ',');
            }
            case LINE -> {
                object(record);
                out.raw((byte) '\n');
            }
            case EVENT -> {
                out.raw(EVENT);
                object(record);
                out.raw((byte) '\n').raw((byte) '\n');
            }
            case BATCHES ->
                    throw new IllegalStateException("batches are sent as stored, not encoded");
            case FRAME -> {
                int at = out.reserve(TextFrame.HEADER_BYTES_MAX);
                object(record);
                TextFrame.close(out, at);
            }
        }
    }

    private void object(BatchReader record) throws CorruptBatchException {
        switch (encoding.shape()) {
            case RECORD -> record(record);
            case EVENT -> events.write(record, out);
            case PLACED_EVENT -> {
                out.raw(prefix).number(record.offset()).raw(CLOUD_EVENT);
                events.write(record, out);
                out.raw((byte) '}');
            }
        }
    }

    private void record(BatchReader record) throws CorruptBatchException {
        decodeError = null;
        out.raw(prefix).number(record.offset()).raw(TIMESTAMP);
        time.write(out, record.timestamp());
        out.raw(KEY);
        data(record.key(), encoding.key(), "key");
        out.raw(VALUE);
        data(record.value(), encoding.value(), "value");
        out.raw(HEADERS);
        if (record.headerCount() == 1) {
            record.forEachHeader(this::header);
        } else if (record.headerCount() > 1) {
            severalHeaders(record);
        }
        out.raw((byte) '}');
        if (decodeError != null) {
            out.ascii(",\"decode_error\":").string(decodeError);
        }
        out.raw((byte) '}');
    }

    private void data(@Nullable ByteBuffer data, DataFormat format, String what) {
        if (data == null) {
            out.raw(NULL);
            return;
        }
        byte[] bytes = arrayOf(data);
        int from = data.hasArray() ? data.arrayOffset() + data.position() : 0;
        int to = from + data.remaining();
        boolean isJson =
                (format == DataFormat.AUTO || format == DataFormat.JSON)
                        && JsonScanner.isJson(bytes, from, to);
        boolean isText =
                !isJson
                        && (format == DataFormat.AUTO || format == DataFormat.STRING)
                        && Utf8.isValid(bytes, from, to);
        if (isJson) {
            out.jsonOnOneLine(bytes, from, to);
        } else if (isText) {
            out.string(bytes, from, to);
        } else if (format == DataFormat.PLAIN_BASE64) {
            out.raw((byte) '"').base64(bytes, from, to).raw((byte) '"');
        } else {
            out.raw(BASE64).base64(bytes, from, to).raw((byte) '"').raw((byte) '}');
            if (format == DataFormat.JSON) {
                decodeError = what + " is no JSON";
            } else if (format == DataFormat.STRING) {
                decodeError = what + " is no UTF-8";
            }
        }
    }

    private void header(ByteBuffer name, @Nullable ByteBuffer value) {
        out.string(text(name)).raw((byte) ':');
        headerValue(value);
    }

    private void headerValue(@Nullable ByteBuffer value) {
        // A header is text wherever it can be: "1" is the text that its sender wrote.
        if (value == null) {
            out.raw(NULL);
            return;
        }
        byte[] bytes = copyOf(value);
        if (Utf8.isValid(bytes, 0, bytes.length)) {
            out.string(bytes, 0, bytes.length);
        } else {
            out.raw(BASE64).base64(bytes, 0, bytes.length).raw((byte) '"').raw((byte) '}');
        }
    }

    /** Headers may repeat a name; JSON members must not, so such values stand in an array. */
    private void severalHeaders(BatchReader record) throws CorruptBatchException {
        Map<String, List<@Nullable ByteBuffer>> byName = new LinkedHashMap<>();
        record.forEachHeader((name, value) ->
                byName.computeIfAbsent(text(name), _ -> new ArrayList<>()).add(value));
        boolean isFirst = true;
        for (var entry : byName.entrySet()) {
            if (!isFirst) {
                out.raw((byte) ',');
            }
            isFirst = false;
            out.string(entry.getKey()).raw((byte) ':');
            List<@Nullable ByteBuffer> values = entry.getValue();
            if (values.size() == 1) {
                headerValue(values.getFirst());
            } else {
                for (int i = 0; i < values.size(); i++) {
                    out.raw((byte) (i == 0 ? '[' : ','));
                    headerValue(values.get(i));
                }
                out.raw((byte) ']');
            }
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private static byte[] arrayOf(ByteBuffer buffer) {
        return buffer.hasArray() ? buffer.array() : copyOf(buffer);
    }

    private static byte[] copyOf(ByteBuffer buffer) {
        if (!buffer.hasRemaining()) {
            return NO_BYTES;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return copy;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
