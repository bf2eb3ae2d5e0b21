package io.taffrail.protocol.api;

import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * ListGroups 0–5 of a node that coordinates none. Who lists the groups of a cluster asks every node
 * and fails when one does not answer. Where a coordinator shares the listener, its handler goes
 * before this one.
 */
public final class NoGroupsHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.LIST_GROUPS, 0, 5);

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.respond(new ListGroupsResponseData());
    }
}
