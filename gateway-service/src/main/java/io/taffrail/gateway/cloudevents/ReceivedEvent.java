package io.taffrail.gateway.cloudevents;

import io.taffrail.protocol.records.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is to be stored.
 *
 * @param attributes by name, for those who choose a key by one
 * @param value the record's value: the event's data, or the whole event where it came as one
 *     document; null for an event without data
 * @param headers the record's headers, as the Kafka binding names them
 */
public record ReceivedEvent(
        Map<String, String> attributes, byte @Nullable [] value, List<RecordHeader> headers) {

    /**
     * The key that an attribute gives (Kafka binding, section 3.1: as it is, if present); null if
     * the event has no such attribute.
     */
    public byte @Nullable [] keyFrom(String attribute) {
        String key = attributes.get(attribute);
        return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }

    static RecordHeader header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
