package io.taffrail.controller.api;

import io.taffrail.controller.command.ControllerCommand.UnregisterNode;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/** UnregisterBroker 0 (KIP-500): forgets a node that will not come back. */
final class UnregisterBrokerHandler implements ApiHandler {

    private static final long TIMEOUT_MS = 30_000;

    private final Proposer proposer;

    UnregisterBrokerHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.UNREGISTER_BROKER, 0, 0);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(UnregisterBrokerRequestData.class);
        proposer.propose(new UnregisterNode(request.brokerId()), Proposer.ANONYMOUS, TIMEOUT_MS)
                .thenAccept(reply -> {
                    Verdict verdict = Verdict.of(reply);
                    exchange.respond(
                            new UnregisterBrokerResponseData()
                                    .setErrorCode(verdict.code())
                                    .setErrorMessage(verdict.message()));
                });
    }
}
