package io.taffrail.protocol.legacy;

import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.server.ApiHandler;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;

/** Puts the old versions before the handlers that have any. */
public final class LegacyVersions {

    private LegacyVersions() {}

    /**
     * The same handlers in the same order, with Produce, Fetch and CreateTopics from version 0 on.
     *
     * @param clock for messages of magic 0, which have no time of their own
     */
    public static List<ApiHandler> before(Collection<? extends ApiHandler> handlers, Clock clock) {
        return handlers.stream().map(handler -> before(handler, clock)).toList();
    }

    private static ApiHandler before(ApiHandler handler, Clock clock) {
        short key = handler.range().key();
        if (key == ApiKeys.PRODUCE.id) {
            return new LegacyProduce(handler, clock);
        }
        if (key == ApiKeys.FETCH.id) {
            return new LegacyFetch(handler);
        }
        if (key == ApiKeys.CREATE_TOPICS.id) {
            return new LegacyCreateTopics(handler);
        }
        return handler;
    }
}
