package io.taffrail.protocol.wire;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.message.ApiMessageType;
import org.jspecify.annotations.Nullable;

/** Every API that can stand in a frame: Kafka's, and the one message of our own. */
public final class ApiCatalog {

    /** Following the metadata log; outside of the numbers that Kafka uses. */
    public static final short FOLLOW_METADATA = 20_000;

    private static final Map<Short, Api> BY_KEY = catalogue();

    private ApiCatalog() {}

    public static @Nullable Api find(short key) {
        return BY_KEY.get(key);
    }

    public static Api get(short key) {
        Api api = BY_KEY.get(key);
        if (api == null) {
            throw new IllegalArgumentException("no API has the key " + key);
        }
        return api;
    }

    private static Map<Short, Api> catalogue() {
        Map<Short, Api> apis = new HashMap<>();
        for (ApiMessageType type : ApiMessageType.values()) {
            apis.put(
                    type.apiKey(),
                    new Api(
                            type.apiKey(),
                            type.name,
                            type::newRequest,
                            type::newResponse,
                            version -> type.requestHeaderVersion((short) version),
                            version -> type.responseHeaderVersion((short) version)));
        }
        apis.put(
                FOLLOW_METADATA,
                new Api(
                        FOLLOW_METADATA,
                        "FollowMetadata",
                        FollowMetadataRequest::new,
                        FollowMetadataResponse::new,
                        version -> 2,
                        version -> 1));
        return Map.copyOf(apis);
    }
}
