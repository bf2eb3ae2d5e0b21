package io.taffrail.controller.api;

import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import io.taffrail.protocol.wire.ApiCatalog;
import io.taffrail.protocol.wire.HistoryLine;
import io.taffrail.protocol.wire.HistoryQuery;
import io.taffrail.protocol.wire.HistoryRequest;
import io.taffrail.protocol.wire.HistoryResponse;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * History 0, our own: lines of the cluster's history for gateways, which have no database. Any
 * controller answers what its own database has; the one that leads is the one that is asked. Few at
 * a time, since decisions matter more than looking back.
 */
public final class HistoryHandler implements ApiHandler {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryHandler.class);
    private static final int LINES_MAX = 1_000;
    private static final int AT_A_TIME = 2;
    private static final int WAITING_MAX = 64;

    private final Function<HistoryQuery, List<HistoryLine>> history;
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);

    /**
     * @param history finds lines; may wait for a database
     */
    public HistoryHandler(Function<HistoryQuery, List<HistoryLine>> history) {
        this.history = history;
    }

    @Override
    public ApiRange range() {
        return ApiRange.ours(ApiCatalog.HISTORY);
    }

    @Override
    public void handle(Exchange exchange) {
        HistoryQuery query = exchange.request(HistoryRequest.class).query();
        boolean isValid = query.limit() >= 0 && query.limit() <= LINES_MAX;
        if (!isValid) {
            exchange.respond(
                    HistoryResponse.error(
                            Errors.INVALID_REQUEST.code(),
                            "%d lines of history were asked for: at most %d are told at once"
                                    .formatted(query.limit(), LINES_MAX)));
        } else if (turns.getQueueLength() >= WAITING_MAX) {
            exchange.respond(
                    HistoryResponse.error(
                            Errors.THROTTLING_QUOTA_EXCEEDED.code(),
                            "more than %d questions about the history wait: try again later"
                                    .formatted(WAITING_MAX)));
        } else {
            Thread.ofVirtual().name("history").start(() -> answer(exchange, query));
        }
    }

    private void answer(Exchange exchange, HistoryQuery query) {
        turns.acquireUninterruptibly();
        try {
            exchange.respond(HistoryResponse.of(history.apply(query)));
        } catch (RuntimeException failure) {
            LOG.warn("the history could not be read: {}", failure.toString());
            exchange.respond(
                    HistoryResponse.error(
                            Errors.UNKNOWN_SERVER_ERROR.code(),
                            "the controller's database cannot be read; its log says why"));
        } finally {
            turns.release();
        }
    }
}
