package io.taffrail.gateway.cloudevents;

import io.taffrail.gateway.json.IsoTime;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.json.Utf8;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of one partition as events in the JSON format. What was stored as an event
 * comes out as that event. Any other record becomes one: its place in the log is its source and id,
 * which no other event has, its key the subject, and its time the time.
 */
public final class EventJson {

    /** The type of an event that was made of a record that was none. */
    public static final String RECORD_TYPE = "io.taffrail.record";

    private final String topic;
    private final int partition;
    private final IsoTime time = new IsoTime();

    public EventJson(String topic, int partition) {
        this.topic = topic;
        this.partition = partition;
    }

    /** Appends the event of the reader's present record, on one line. */
    public void write(BatchReader record, JsonBytes out) throws CorruptBatchException {
        StoredHeaders headers = StoredHeaders.of(record);
        byte @Nullable [] value = bytes(record.value());
        if (value != null && headers.isStructured() && StructuredEvent.isEvent(value)) {
            out.jsonOnOneLine(value, 0, value.length);
            return;
        }
        out.raw((byte) '{');
        if (headers.isBinary()) {
            attributes(headers, out);
        } else {
            place(record, out);
        }
        EventData.append(out, headers.contentType(), value, !headers.isBinary());
        out.raw((byte) '}');
    }

    private static void attributes(StoredHeaders headers, JsonBytes out) {
        boolean isFirst = true;
        for (Map.Entry<String, String> attribute : headers.attributes().entrySet()) {
            if (!isFirst) {
                out.raw((byte) ',');
            }
            isFirst = false;
            out.string(attribute.getKey()).raw((byte) ':').string(attribute.getValue());
        }
    }

    private void place(BatchReader record, JsonBytes out) {
        out.ascii("\"specversion\":\"1.0\",\"id\":");
        out.string(topic + ":" + partition + ":" + record.offset());
        out.ascii(",\"source\":").string("/topics/" + topic);
        out.ascii(",\"type\":").string(RECORD_TYPE);
        if (record.timestamp() >= 0) {
            out.ascii(",\"time\":");
            time.write(out, record.timestamp());
        }
        byte @Nullable [] key = bytes(record.key());
        if (key != null && isSubject(key)) {
            out.ascii(",\"subject\":").string(key, 0, key.length);
        }
    }

    /** A subject is text, and not empty. */
    private static boolean isSubject(byte[] key) {
        return key.length > 0
                && Utf8.isValid(key, 0, key.length)
                && new String(key, StandardCharsets.UTF_8)
                        .chars()
                        .noneMatch(Character::isISOControl);
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(buffer.position(), copy);
        return copy;
    }
}
