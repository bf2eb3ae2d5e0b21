package io.taffrail.protocol.api;

import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * Everything that members of groups ask, on a node that coordinates none: NOT_COORDINATOR, upon
 * which a client looks for who does. The versions are a coordinator's, and not left out, because
 * some clients ask one node for its versions and take them for every node's (kafkajs does). Where a
 * coordinator shares the listener, its handlers go before these.
 */
public final class NotCoordinatorHandler implements ApiHandler {

    private final ApiKeys api;
    private final ApiRange range;

    private NotCoordinatorHandler(ApiKeys api, int min, int max) {
        this.api = api;
        this.range = ApiRange.of(api, min, max);
    }

    /** One for each API that only coordinators answer. */
    public static List<ApiHandler> all() {
        return Stream.of(
                        new NotCoordinatorHandler(ApiKeys.OFFSET_COMMIT, 2, 10),
                        new NotCoordinatorHandler(ApiKeys.OFFSET_FETCH, 1, 10),
                        new NotCoordinatorHandler(ApiKeys.JOIN_GROUP, 0, 9),
                        new NotCoordinatorHandler(ApiKeys.HEARTBEAT, 0, 4),
                        new NotCoordinatorHandler(ApiKeys.LEAVE_GROUP, 0, 5),
                        new NotCoordinatorHandler(ApiKeys.SYNC_GROUP, 0, 5),
                        new NotCoordinatorHandler(ApiKeys.DESCRIBE_GROUPS, 0, 6),
                        new NotCoordinatorHandler(ApiKeys.DELETE_GROUPS, 0, 2),
                        new NotCoordinatorHandler(ApiKeys.OFFSET_DELETE, 0, 0),
                        new NotCoordinatorHandler(ApiKeys.CONSUMER_GROUP_HEARTBEAT, 0, 1),
                        new NotCoordinatorHandler(ApiKeys.CONSUMER_GROUP_DESCRIBE, 0, 1))
                .map(ApiHandler.class::cast)
                .toList();
    }

    @Override
    public ApiRange range() {
        return range;
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.respond(refusal(api, exchange.version(), exchange.request(ApiMessage.class)));
    }

    /** In the place that the API has for it, as Kafka's own requests know. */
    static ApiMessage refusal(ApiKeys api, short version, ApiMessage request) {
        return Objects.requireNonNull(
                Refusal.of(api, version, request, Errors.NOT_COORDINATOR), "an answer");
    }
}
