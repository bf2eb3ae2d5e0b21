package io.taffrail.protocol.api;

import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * InitProducerId 0–5 (KIP-98, KIP-360) for idempotent producers. Any node answers these; a
 * transactional id belongs to a coordinator, and is refused where none is.
 */
public final class InitProducerIdHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.INIT_PRODUCER_ID, 0, 5);

    private final ProducerIdBlock ids;

    public InitProducerIdHandler(ProducerIdBlock ids) {
        this.ids = ids;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(InitProducerIdRequestData.class);
        if (request.transactionalId() != null) {
            exchange.respond(error(Errors.NOT_COORDINATOR));
            return;
        }
        ids.next()
                .whenComplete((id, failure) ->
                        exchange.respond(
                                failure == null
                                        ? new InitProducerIdResponseData()
                                                .setProducerId(id)
                                                .setProducerEpoch((short) 0)
                                        : error(Errors.COORDINATOR_LOAD_IN_PROGRESS)));
    }

    /** The errors here are retriable ones: the producer asks again. */
    private static InitProducerIdResponseData error(Errors error) {
        return new InitProducerIdResponseData()
                .setErrorCode(error.code())
                .setProducerId(-1)
                .setProducerEpoch((short) -1);
    }
}
