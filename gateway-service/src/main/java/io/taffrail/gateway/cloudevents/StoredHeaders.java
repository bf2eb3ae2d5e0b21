package io.taffrail.gateway.cloudevents;

import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a record's headers say about an event (Kafka binding, section 3). Anybody may have written
 * them, so what no attribute can be is passed over.
 *
 * @param contentType null when there is none
 * @param attributes by their names, without the prefix
 */
record StoredHeaders(@Nullable String contentType, Map<String, String> attributes) {

    private static final StoredHeaders NONE = new StoredHeaders(null, Map.of());

    static StoredHeaders of(BatchReader record) throws CorruptBatchException {
        if (record.headerCount() == 0) {
            return NONE;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        @Nullable String[] contentType = new @Nullable String[1];
        record.forEachHeader((nameBytes, valueBytes) -> {
            String name = text(nameBytes);
            String value = valueBytes == null ? null : text(valueBytes);
            if (name == null || value == null) {
                return;
            }
            if (name.equals(BinaryEvent.CONTENT_TYPE)) {
                contentType[0] = value;
            } else if (name.startsWith(BinaryEvent.RECORD_PREFIX)) {
                String attribute = name.substring(BinaryEvent.RECORD_PREFIX.length());
                // The data's type stands in content-type, and data itself in the value.
                boolean isOwn =
                        Attributes.isName(attribute)
                                && !attribute.equals("data")
                                && !attribute.equals(Attributes.DATA_CONTENT_TYPE);
                if (isOwn) {
                    attributes.put(attribute, value);
                }
            }
        });
        return new StoredHeaders(contentType[0], attributes);
    }

    /** Whether the value is said to be a whole event in JSON. */
    boolean isStructured() {
        return contentType != null
                && EventData.mediaType(contentType).equals(StructuredEvent.MEDIA_TYPE);
    }

    /** Whether the headers have all that an event must have. */
    boolean isBinary() {
        return attributes.containsKey("specversion")
                && attributes.containsKey("id")
                && attributes.containsKey("source")
                && attributes.containsKey("type");
    }

    private static @Nullable String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
