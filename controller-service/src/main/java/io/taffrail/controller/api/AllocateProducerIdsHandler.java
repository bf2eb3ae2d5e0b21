package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.ProducerIds;
import io.taffrail.controller.command.ControllerCommand.AllocateProducerIds;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import org.apache.kafka.common.message.AllocateProducerIdsRequestData;
import org.apache.kafka.common.message.AllocateProducerIdsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/** AllocateProducerIds 0 (KIP-730): a block of ids that no other node will ever be given. */
final class AllocateProducerIdsHandler implements ApiHandler {

    private static final long TIMEOUT_MS = 10_000;

    private final Proposer proposer;

    AllocateProducerIdsHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.ALLOCATE_PRODUCER_IDS, 0, 0);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(AllocateProducerIdsRequestData.class);
        proposer.propose(
                        new AllocateProducerIds(request.brokerId(), request.brokerEpoch()),
                        "Node:" + request.brokerId(),
                        TIMEOUT_MS)
                .thenAccept(reply -> exchange.respond(response(reply)));
    }

    private static AllocateProducerIdsResponseData response(CommandReply reply) {
        var response = new AllocateProducerIdsResponseData().setErrorCode(Verdict.of(reply).code());
        return reply instanceof ProducerIds ids
                ? response.setProducerIdStart(ids.first()).setProducerIdLen(ids.count())
                : response;
    }
}
