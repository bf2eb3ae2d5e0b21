package io.taffrail.protocol.api;

import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that leaders of partitions are asked, on a node that keeps none:
 * NOT_LEADER_OR_FOLLOWER, upon which a client asks anew who leads. The versions are a broker's, for
 * the same reason as with {@link NotCoordinatorHandler}: a client that takes the versions of the
 * first node that it meets for every node's could otherwise not begin at this one.
 */
public final class NotLeaderHandler implements ApiHandler {

    private final ApiKeys api;
    private final ApiRange range;

    private NotLeaderHandler(ApiKeys api, int min, int max) {
        this.api = api;
        this.range = ApiRange.of(api, min, max);
    }

    /** One for each API that only leaders answer. */
    public static List<ApiHandler> all() {
        return Stream.of(
                        new NotLeaderHandler(ApiKeys.PRODUCE, 3, 13),
                        new NotLeaderHandler(ApiKeys.FETCH, 4, 18),
                        new NotLeaderHandler(ApiKeys.LIST_OFFSETS, 1, 11),
                        new NotLeaderHandler(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 2, 4),
                        new NotLeaderHandler(ApiKeys.DELETE_RECORDS, 0, 2),
                        new NotLeaderHandler(ApiKeys.DESCRIBE_PRODUCERS, 0, 0))
                .map(ApiHandler.class::cast)
                .toList();
    }

    @Override
    public ApiRange range() {
        return range;
    }

    @Override
    public void handle(Exchange exchange) {
        ApiMessage refusal = refusal(api, exchange.version(), exchange.request(ApiMessage.class));
        if (refusal == null) {
            // With acks=0 nobody reads an answer; that the connection ends, everybody sees.
            exchange.refuse("records with acks=0 were sent to a node that leads no partition");
        } else {
            exchange.respond(refusal);
        }
    }

    /** In the place that the API has for it; null where it wants no answer. */
    static @Nullable ApiMessage refusal(ApiKeys api, short version, ApiMessage request) {
        return Refusal.of(api, version, request, Errors.NOT_LEADER_OR_FOLLOWER);
    }
}
