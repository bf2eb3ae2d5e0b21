package io.taffrail.protocol.api;

import io.taffrail.protocol.link.ControllerLink;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** Hands what only the controller decides on to it, in the version in which the client spoke. */
public final class ForwardingHandler implements ApiHandler {

    private static final long TIMEOUT_MS = 30_000;

    private final ApiRange range;
    private final ControllerLink link;

    private ForwardingHandler(ApiRange range, ControllerLink link) {
        this.range = range;
        this.link = link;
    }

    /** One for each API that is decided by the controller. */
    public static List<ApiHandler> all(ControllerLink link) {
        return List.of(
                new ForwardingHandler(ApiRange.of(ApiKeys.CREATE_TOPICS, 2, 7), link),
                new ForwardingHandler(ApiRange.of(ApiKeys.DELETE_TOPICS, 1, 6), link),
                new ForwardingHandler(ApiRange.of(ApiKeys.CREATE_PARTITIONS, 0, 3), link),
                new ForwardingHandler(ApiRange.of(ApiKeys.ALTER_CONFIGS, 0, 2), link),
                new ForwardingHandler(ApiRange.of(ApiKeys.INCREMENTAL_ALTER_CONFIGS, 0, 1), link),
                new ForwardingHandler(ApiRange.of(ApiKeys.ELECT_LEADERS, 0, 2), link),
                new ForwardingHandler(
                        ApiRange.of(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, 0, 1), link),
                new ForwardingHandler(
                        ApiRange.of(ApiKeys.LIST_PARTITION_REASSIGNMENTS, 0, 0), link),
                new ForwardingHandler(ApiRange.of(ApiKeys.UNREGISTER_BROKER, 0, 0), link),
                new ForwardingHandler(ApiRange.of(ApiKeys.UPDATE_FEATURES, 0, 2), link),
                new ForwardingHandler(ApiRange.of(ApiKeys.DESCRIBE_QUORUM, 0, 2), link),
                new ForwardingHandler(ApiRange.of(ApiKeys.ADD_RAFT_VOTER, 0, 1), link),
                new ForwardingHandler(ApiRange.of(ApiKeys.REMOVE_RAFT_VOTER, 0, 0), link));
    }

    @Override
    public ApiRange range() {
        return range;
    }

    @Override
    public void handle(Exchange exchange) {
        link.forward(
                        exchange.request(ApiMessage.class),
                        exchange.version(),
                        TIMEOUT_MS,
                        ApiMessage.class)
                .whenComplete((response, failure) -> {
                    if (failure == null) {
                        exchange.respond(response);
                    } else {
                        exchange.executor().execute(() -> answerUnreachable(exchange));
                    }
                });
    }

    private void answerUnreachable(Exchange exchange) {
        if (!exchange.isConnected()) {
            return;
        }
        var refusal =
                Refusal.of(
                        ApiKeys.forId(range.key()),
                        exchange.version(),
                        exchange.request(ApiMessage.class),
                        Errors.NOT_CONTROLLER);
        if (refusal == null) {
            exchange.refuse("the controller cannot be reached");
        } else {
            exchange.respond(refusal);
        }
    }
}
