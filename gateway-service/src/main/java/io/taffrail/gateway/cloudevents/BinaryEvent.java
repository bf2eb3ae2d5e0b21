package io.taffrail.gateway.cloudevents;

import io.taffrail.protocol.records.RecordHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event in binary mode: its data is the body, its attributes stand in headers. {@code ce-id} of
 * HTTP is {@code ce_id} of a record, and the Content-Type is the data's.
 */
public final class BinaryEvent {

    /** Of an HTTP header, in lower case. */
    public static final String HTTP_PREFIX = "ce-";

    static final String RECORD_PREFIX = "ce_";
    static final String CONTENT_TYPE = "content-type";

    private BinaryEvent() {}

    /**
     * @param headers a name without its prefix, in lower case, and the value as the container gives
     *     it: one character for each byte
     * @param contentType of the body, or null
     * @param body null when there is none
     */
    public static ReceivedEvent read(
            List<Map.Entry<String, String>> headers,
            @Nullable String contentType,
            byte @Nullable [] body)
            throws BadEvent {
        var attributes = new Attributes();
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().equals(Attributes.DATA_CONTENT_TYPE)) {
                throw new BadEvent(
                        "datacontenttype is the Content-Type in binary mode: leave out"
                                + " ce-datacontenttype");
            }
            attributes.put(header.getKey(), HeaderText.decode(header.getKey(), header.getValue()));
        }
        List<RecordHeader> stored = new ArrayList<>();
        attributes
                .complete()
                .forEach((name, value) ->
                        stored.add(ReceivedEvent.header(RECORD_PREFIX + name, value)));
        if (contentType != null) {
            attributes.put(Attributes.DATA_CONTENT_TYPE, contentType);
            stored.add(ReceivedEvent.header(CONTENT_TYPE, contentType));
        }
        return new ReceivedEvent(attributes.complete(), body, stored);
    }
}
