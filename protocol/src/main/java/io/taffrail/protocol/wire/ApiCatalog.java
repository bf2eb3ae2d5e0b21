package io.taffrail.protocol.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** Every API that can stand in a frame: Kafka's, and those of our own. */
public final class ApiCatalog {

    /** Following the metadata log; outside of the numbers that Kafka uses. */
    public static final short FOLLOW_METADATA = 20_000;

    /** What a broker has counted. */
    public static final short BROKER_COUNTERS = 20_001;

    /** Lines of the cluster's history, from a controller. */
    public static final short HISTORY = 20_002;

    /** How far the replicas of one partition are. */
    public static final short PARTITION_STANDING = 20_003;

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
        add(
                apis,
                FOLLOW_METADATA,
                "FollowMetadata",
                FollowMetadataRequest::new,
                FollowMetadataResponse::new);
        add(
                apis,
                BROKER_COUNTERS,
                "BrokerCounters",
                BrokerCountersRequest::new,
                BrokerCountersResponse::new);
        add(apis, HISTORY, "History", HistoryRequest::new, HistoryResponse::new);
        add(
                apis,
                PARTITION_STANDING,
                "PartitionStanding",
                PartitionStandingRequest::new,
                PartitionStandingResponse::new);
        return Map.copyOf(apis);
    }

    private static void add(
            Map<Short, Api> apis,
            short key,
            String name,
            Supplier<ApiMessage> request,
            Supplier<ApiMessage> response) {
        apis.put(key, new Api(key, name, request, response, version -> 2, version -> 1));
    }
}
